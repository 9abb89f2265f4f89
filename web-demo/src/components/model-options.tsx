import { changeOptions, data, linear, settings } from '../state/analysis.ts';
import { familyChoice, familyChoices, linksOf, pointChoices } from '../state/model-choice.ts';
import { ddfMethods } from '../state/settings.ts';
import { Choice } from './choice.tsx';

/** How the model of the formula is fitted. */
export function ModelOptions() {
  const { family, link } = settings.value;
  return (
    <div class="options">
      <Select
        label="Family of the response"
        options={familyChoices}
        value={family}
        onChange={(name) => void changeOptions(familyChoice(name))}
      />
      <Select
        label="Link"
        options={linksOf(family)}
        value={link}
        onChange={(name) => void changeOptions({ link: name })}
      />
      {linear.value ? <LinearOptions /> : <GeneralisedOptions />}
    </div>
  );
}

function LinearOptions() {
  const { method, ddf } = settings.value;
  return (
    <>
      <Choice
        label="Estimation"
        options={[
          { name: 'REML', label: 'REML' },
          { name: 'ML', label: 'ML' },
        ]}
        value={method}
        onChange={(value) => void changeOptions({ method: value })}
      />
      <Select
        label="Degrees of freedom"
        options={ddfMethods}
        value={ddf}
        onChange={(name) => void changeOptions({ ddf: name })}
      />
    </>
  );
}

function GeneralisedOptions() {
  const { family, points, trials } = settings.value;
  const names = data.value?.names ?? [];
  // A link may name a column that the data do not have: the error says so, and the choice shows it.
  const columns = trials === '' || names.includes(trials) ? names : [trials, ...names];
  return (
    <>
      <Select
        label="Quadrature (nAGQ)"
        options={pointChoices}
        value={points}
        onChange={(name) => void changeOptions({ points: name })}
      />
      {family === 'binomial' && (
        <Select
          label="Trials"
          options={[{ name: '', label: 'one each' }, ...columns.map((name) => ({ name }))]}
          value={trials}
          onChange={(name) => void changeOptions({ trials: name })}
        />
      )}
    </>
  );
}

interface SelectProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly name: T; readonly label?: string }[];
  readonly value: T;
  readonly onChange: (name: T) => void;
}

function Select<T extends string>({ label, options, value, onChange }: SelectProps<T>) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
        {options.map((option) => (
          <option key={option.name} value={option.name}>
            {option.label ?? option.name}
          </option>
        ))}
      </select>
    </label>
  );
}
