import { useState } from 'preact/hooks';
import type { IntervalsView } from '../session/intervals.ts';
import { ask } from '../state/session.ts';
import { Choice } from './choice.tsx';
import { Failure } from './failure.tsx';
import { FigureView } from './figure-view.tsx';
import { IntervalTable } from './interval-table.tsx';
import { Notices } from './notices.tsx';
import type { TabProps } from './tab-props.ts';
import { TaskBar, useTask } from './task.tsx';

const pictures = [
  { name: 'profile', label: 'ζ' },
  { name: 'density', label: 'Density' },
] as const;

/** Intervals by profile likelihood, parameter after parameter. */
export function ProfileIntervals({ fit, level }: TabProps & { readonly level: number }) {
  const [task, begin] = useTask<IntervalsView>();
  const [picture, setPicture] = useState<(typeof pictures)[number]['name']>('profile');
  const run = () => begin((progress) => ask('profileIntervals', { fit: fit.id, level }, progress));
  const { value } = task;
  return (
    <>
      <div class="controls">
        <button type="button" class="primary" disabled={task.share !== undefined} onClick={run}>
          Profile the likelihood
        </button>
        <TaskBar label="Profile" share={task.share} />
      </div>
      <Failure error={task.error} />
      {value !== undefined && (
        <>
          <IntervalTable
            caption="Profile intervals"
            level={value.level}
            rows={value.intervals}
            note="Values that a likelihood-ratio test does not reject, by maximum likelihood, as R’s confint."
          />
          <Notices notices={value.notices} />
          <div class="controls">
            <Choice label="Picture" options={pictures} value={picture} onChange={setPicture} />
          </div>
          <FigureView request={{ fit: fit.id, kind: picture }} height={480} />
        </>
      )}
    </>
  );
}
