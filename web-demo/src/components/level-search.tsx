import { useState } from 'preact/hooks';
import { useAnswer } from '../hooks/use-answer.ts';

interface LevelSearchProps {
  readonly fit: number;
  readonly group: string;
  readonly value: string | undefined;
  readonly onChoose: (level: string | undefined) => void;
}

/** Finds a level of a grouping factor by its name. */
export function LevelSearch({ fit, group, value, onChoose }: LevelSearchProps) {
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const { value: names = [] } = useAnswer(
    'levelNames',
    open ? { fit, group, search: text } : undefined,
  );
  const shown = open && names.length > 0;
  const choose = (name: string) => {
    onChoose(name);
    setText(name);
    setOpen(false);
    setActive(-1);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setOpen(true);
      if (names.length > 0) {
        const from = active < 0 && step < 0 ? 0 : active;
        setActive((from + step + names.length) % names.length);
      }
    } else if (event.key === 'Enter' && names.length > 0 && open) {
      event.preventDefault();
      choose(names[Math.max(0, active)]);
    } else if (event.key === 'Escape') {
      setOpen(false);
    }
  };
  return (
    <div class="field search">
      <label for="level-search">Find in {group}</label>
      <div class="editor">
        <input
          id="level-search"
          type="text"
          role="combobox"
          aria-expanded={shown}
          aria-controls="level-offers"
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 ? `level-${active}` : undefined}
          autocomplete="off"
          value={open ? text : (value ?? text)}
          onFocus={() => setOpen(true)}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setActive(-1);
            setOpen(true);
            if (event.currentTarget.value === '') onChoose(undefined);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setOpen(false)}
        />
        <div id="level-offers" role="listbox" aria-label={`Levels of ${group}`} hidden={!shown}>
          {names.map((name, i) => (
            <div
              key={name}
              id={`level-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === active}
              onPointerDown={(event) => {
                event.preventDefault();
                choose(name);
              }}
            >
              <span>{name}</span>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
