import { useState } from 'preact/hooks';
import { count, short } from '../format/numbers.ts';
import type { BootstrapView } from '../session/intervals.ts';
import { ask } from '../state/session.ts';
import { Failure } from './failure.tsx';
import { IntervalTable } from './interval-table.tsx';
import { Spark } from './spark.tsx';
import type { TabProps } from './tab-props.ts';
import { TaskBar, useTask } from './task.tsx';

const MOST = 100_000;

/** Intervals by parametric bootstrap. */
export function BootstrapIntervals({ fit, level }: TabProps & { readonly level: number }) {
  const [task, begin] = useTask<BootstrapView>();
  const [nsim, setNsim] = useState(2000);
  const [seed, setSeed] = useState(1);
  const run = () =>
    begin((progress) => ask('bootstrapIntervals', { fit: fit.id, nsim, seed, level }, progress));
  const { value } = task;
  return (
    <>
      <div class="controls">
        <label class="field number">
          <span>Replicates</span>
          <input
            type="number"
            min={2}
            max={MOST}
            step={1}
            value={nsim}
            onChange={(event) => {
              const asked = Math.round(event.currentTarget.valueAsNumber);
              setNsim(Number.isFinite(asked) ? Math.min(MOST, Math.max(2, asked)) : 2000);
            }}
          />
        </label>
        <label class="field number">
          <span>Seed</span>
          <input
            type="number"
            min={0}
            step={1}
            value={seed}
            onChange={(event) => {
              const asked = Math.round(event.currentTarget.valueAsNumber);
              setSeed(Number.isFinite(asked) ? Math.min(2 ** 31, Math.max(0, asked)) : 1);
            }}
          />
        </label>
        <button type="button" class="primary" disabled={task.share !== undefined} onClick={run}>
          Draw replicates
        </button>
        <TaskBar label="Bootstrap" share={task.share} />
      </div>
      <Failure error={task.error} />
      {value !== undefined && (
        <IntervalTable
          caption={`Percentile intervals of ${count(value.nsim)} replicates, seed ${value.seed}`}
          level={value.level}
          rows={value.rows}
          more={[
            { head: 'Replicates', cell: ({ bins }) => <Spark bins={bins} /> },
            { head: 'Bias', cell: ({ bias }) => short(bias, 2) },
            { head: 'Std. error', cell: ({ se }) => short(se, 3) },
          ]}
          note={`New random effects and new residuals for each replicate. In ${count(value.singular)} of them a covariance matrix was singular${value.failed > 0 ? `; ${count(value.failed)} did not come to an end` : ''}.`}
        />
      )}
    </>
  );
}
