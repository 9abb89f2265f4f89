import { useState } from 'preact/hooks';
import { useAnswer } from '../hooks/use-answer.ts';
import { Failure } from './failure.tsx';
import { FigureView } from './figure-view.tsx';
import { GroupPick, groupNamed } from './pick.tsx';
import type { TabProps } from './tab-props.ts';
import { VariationTable } from './variation-table.tsx';

const verdicts = {
  fine: { sign: '✓', word: 'fine' },
  look: { sign: '◌', word: 'look' },
  problem: { sign: '!', word: 'problem' },
} as const;

/** What a careful reader would look at. */
export function DiagnosticsTab({ fit }: TabProps) {
  const [groupName, setGroup] = useState<string | undefined>(undefined);
  const group = groupNamed(fit, groupName);
  const { value, error, pending } = useAnswer('check', fit.id);
  return (
    <>
      <section>
        <h3>A look from all sides</h3>
        <Failure error={error} />
        <ul class="checks" aria-busy={pending}>
          {(value ?? []).map(({ check, verdict, text }) => (
            <li key={`${check}${text}`} class={verdict}>
              <span class="sign" role="img" aria-label={verdicts[verdict].word}>
                {verdicts[verdict].sign}
              </span>
              <span>{text}</span>
            </li>
          ))}
          {value === undefined && error === undefined && <li>Checking …</li>}
        </ul>
      </section>
      <VariationTable fit={fit} />
      <section>
        <h3>Residuals and fitted values</h3>
        <FigureView request={{ fit: fit.id, kind: 'residuals' }} height={440} />
      </section>
      <section>
        <h3>Residuals and the normal distribution</h3>
        <FigureView request={{ fit: fit.id, kind: 'qq' }} height={480} />
      </section>
      <section>
        <h3>Random effects and the normal distribution</h3>
        <div class="controls">
          <GroupPick fit={fit} value={group.name} onChange={setGroup} />
        </div>
        <FigureView request={{ fit: fit.id, kind: 'qq-ranef', group: group.name }} height={420} />
      </section>
    </>
  );
}
