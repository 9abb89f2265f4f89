import { useState } from 'preact/hooks';
import { useAnswer } from '../hooks/use-answer.ts';
import { BootstrapIntervals } from './bootstrap-intervals.tsx';
import { Choice } from './choice.tsx';
import { Failure } from './failure.tsx';
import { FigureView } from './figure-view.tsx';
import { IntervalTable } from './interval-table.tsx';
import { Notices } from './notices.tsx';
import { ProfileIntervals } from './profile-intervals.tsx';
import type { TabProps } from './tab-props.ts';

const methods = [
  { name: 'wald', label: 'Wald' },
  { name: 'profile', label: 'Profile' },
  { name: 'boot', label: 'Bootstrap' },
] as const;

const levels = [
  { name: '0.9', label: '90 %' },
  { name: '0.95', label: '95 %' },
  { name: '0.99', label: '99 %' },
] as const;

/** Confidence intervals in three ways. */
export function IntervalSection({ fit }: TabProps) {
  const [method, setMethod] = useState<(typeof methods)[number]['name']>('wald');
  const [level, setLevel] = useState<(typeof levels)[number]['name']>('0.95');
  const props = { fit, level: Number(level) };
  return (
    <section>
      <h3>Confidence intervals</h3>
      <div class="controls">
        <Choice label="Method" options={methods} value={method} onChange={setMethod} />
        <Choice label="Level" options={levels} value={level} onChange={setLevel} />
      </div>
      {method === 'wald' && <WaldIntervals {...props} />}
      {method === 'profile' && <ProfileIntervals {...props} />}
      {method === 'boot' && <BootstrapIntervals {...props} />}
    </section>
  );
}

function WaldIntervals({ fit, level }: TabProps & { readonly level: number }) {
  const { value, error } = useAnswer('waldIntervals', { fit: fit.id, level });
  return (
    <>
      <Failure error={error} />
      {value !== undefined && (
        <IntervalTable
          caption="Wald intervals"
          level={value.level}
          rows={value.intervals}
          note="Standard deviations on the log scale, correlations on Fisher’s z."
        />
      )}
      <Notices notices={value?.notices ?? []} />
      <FigureView request={{ fit: fit.id, kind: 'coefficients' }} height={220} />
    </>
  );
}
