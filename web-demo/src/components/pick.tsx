import type { FitView } from '../session/fit.ts';

interface PickProps {
  readonly label: string;
  readonly names: readonly string[];
  readonly value: string;
  readonly onChange: (name: string) => void;
}

/** A choice from a list of names; none where there is nothing to choose. */
export function Pick({ label, names, value, onChange }: PickProps) {
  if (names.length < 2) return null;
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface GroupPickProps {
  readonly fit: FitView;
  readonly value: string;
  readonly onChange: (name: string) => void;
}

/** A choice of one of the model's grouping factors. */
export function GroupPick({ fit, value, onChange }: GroupPickProps) {
  const names = fit.groups.map(({ name }) => name);
  return <Pick label="Grouping factor" names={names} value={value} onChange={onChange} />;
}

/** The grouping factor of that name, else the one with the most levels. */
export function groupNamed(
  { groups }: FitView,
  name: string | undefined,
): FitView['groups'][number] {
  const most = groups.reduce((a, b) => (b.levels > a.levels ? b : a));
  return groups.find((group) => group.name === name) ?? most;
}
