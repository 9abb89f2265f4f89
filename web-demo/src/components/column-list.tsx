import { useState } from 'preact/hooks';
import { count, short } from '../format/numbers.ts';
import { useAnswer } from '../hooks/use-answer.ts';
import type { ColumnView } from '../session/describe-columns.ts';
import { changeType, data, dataVersion, settings } from '../state/analysis.ts';
import { Spark } from './spark.tsx';

/** Columns shown at first, and added by each press of the button. */
const STEP = 12;

/** The columns of the data: type, what is in them, what is missing. */
export function ColumnList() {
  const [search, setSearch] = useState('');
  const [shown, setShown] = useState(STEP);
  const many = (data.value?.names.length ?? 0) > STEP;
  const { value } = useAnswer(
    'describeColumns',
    { search, from: 0, count: shown },
    dataVersion.value,
  );
  return (
    <details class="columns" open={matchMedia('(min-width: 60rem)').matches}>
      <summary>Columns</summary>
      {many && (
        <label class="field">
          <span>Find a column</span>
          <input
            type="search"
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        </label>
      )}
      <ul>
        {value?.columns.map((column) => (
          <ColumnItem key={column.name} column={column} />
        ))}
      </ul>
      {value !== undefined && value.total > value.columns.length && (
        <button type="button" class="link" onClick={() => setShown(shown + 4 * STEP)}>
          Show more of {count(value.total)} columns
        </button>
      )}
    </details>
  );
}

function ColumnItem({ column }: { readonly column: ColumnView }) {
  const { name, kind, missing } = column;
  const chosen = settings.value.types[name];
  return (
    <li>
      <div class="column-line">
        <span class="name" title={name}>
          {name}
        </span>
        {kind === 'logical' ? (
          <span class="muted">true or false</span>
        ) : (
          <select
            aria-label={`Type of ${name}`}
            value={kind === 'numeric' ? 'number' : 'factor'}
            onChange={(event) => {
              const type = event.currentTarget.value as 'number' | 'factor';
              // Going back to what was read needs no setting.
              void changeType(name, chosen === undefined ? type : undefined);
            }}
          >
            <option value="number">number</option>
            <option value="factor">factor</option>
          </select>
        )}
      </div>
      <div class="column-facts">
        <Facts column={column} />
        {missing > 0 && <span class="missing">{count(missing)} missing</span>}
      </div>
    </li>
  );
}

function Facts({ column: { numbers, bins, levels, frequent } }: { readonly column: ColumnView }) {
  if (numbers !== undefined && bins !== undefined) {
    const { mean, sd, min, max } = numbers;
    return (
      <>
        <Spark bins={bins} />
        <span>
          {short(min, 3)} to {short(max, 3)}, mean{' '}
          {short(Math.abs(mean) < 1e-10 * sd ? 0 : mean, 3)}, SD {short(sd, 3)}
        </span>
      </>
    );
  }
  if (levels === undefined || frequent === undefined) return <span>no values</span>;
  const first = frequent.slice(0, 3).map(({ level }) => level);
  return (
    <span class="clip">
      {count(levels)} level{levels === 1 ? '' : 's'}: {first.join(', ')}
      {levels > first.length ? ', …' : ''}
    </span>
  );
}
