import { useState } from 'preact/hooks';
import { copyText, download } from '../format/take-along.ts';

/** One thing that can be taken along. */
export interface TakeAlong {
  readonly label: string;
  readonly text: () => Promise<string>;
  /** Saved under this name instead of copied. */
  readonly file?: { readonly name: string; readonly type: string };
}

/** Buttons that copy or save. */
export function CopyBar({
  label,
  items,
}: {
  readonly label: string;
  readonly items: readonly TakeAlong[];
}) {
  const [said, say] = useState('');
  const take = async (item: TakeAlong) => {
    try {
      const text = await item.text();
      if (item.file !== undefined) {
        download(text, item.file.name, item.file.type);
        say(`Saved ${item.file.name}`);
      } else {
        say((await copyText(text)) ? `Copied ${item.label}` : 'The browser refused to copy');
      }
    } catch (error) {
      say((error as Error).message);
    }
    setTimeout(() => say(''), 4000);
  };
  return (
    <fieldset class="copy-bar">
      <legend class="unseen">{label}</legend>
      <span aria-hidden="true">{label}</span>
      {items.map((item) => (
        <button
          key={item.label}
          type="button"
          class="link"
          aria-label={`${label} ${item.label}`}
          onClick={() => void take(item)}
        >
          {item.label}
        </button>
      ))}
      <span class="said" role="status">
        {said}
      </span>
    </fieldset>
  );
}
