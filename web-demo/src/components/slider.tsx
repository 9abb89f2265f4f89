import { short } from '../format/numbers.ts';

interface SliderProps {
  readonly label: string;
  readonly value: number;
  /** Marked on the scale: what the data say. */
  readonly estimate: number;
  readonly least?: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

const STEPS = 400;

/** A number that is dragged, with its value beside the label. */
export function Slider({ label, value, estimate, least = 0, most, onChange }: SliderProps) {
  const range = most - least || 1;
  const share = (x: number) => Math.min(1, Math.max(0, (x - least) / range));
  return (
    <label class="slider">
      <span>
        {label} <b>{short(value, 3)}</b>
      </span>
      <input
        type="range"
        min={0}
        max={STEPS}
        step={1}
        value={Math.round(STEPS * share(value))}
        aria-valuetext={short(value, 3)}
        style={{ '--mark': `${100 * share(estimate)}%` }}
        onInput={(event) => onChange(least + (range * event.currentTarget.valueAsNumber) / STEPS)}
      />
    </label>
  );
}
