interface ChoiceProps<T extends string> {
  readonly label: string;
  /** Whether the label is seen, or read aloud only. */
  readonly silent?: boolean;
  readonly options: readonly { readonly name: T; readonly label: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** A choice among few, all of them in sight. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { label, silent = false, options, value, onChange } = props;
  const group = `choice-${label.replace(/\W+/g, '-')}-${options.length}`;
  return (
    <fieldset class="choice">
      <legend class={silent ? 'unseen' : ''}>{label}</legend>
      <div>
        {options.map(({ name, label: text }) => (
          <label key={name}>
            <input
              type="radio"
              name={group}
              value={name}
              checked={name === value}
              onChange={() => onChange(name)}
            />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
