import { useState } from 'preact/hooks';
import { Choice } from './choice.tsx';
import { FigureView } from './figure-view.tsx';
import { GroupPick, groupNamed, Pick } from './pick.tsx';
import type { TabProps } from './tab-props.ts';

const kinds = [
  { name: 'lines', label: 'All groups' },
  { name: 'panels', label: 'Group by group' },
  { name: 'shrinkage', label: 'Shrinkage' },
] as const;

/** Fitted lines over the data. */
export function LinesTab({ fit }: TabProps) {
  const [kind, setKind] = useState<(typeof kinds)[number]['name']>('lines');
  const [groupName, setGroup] = useState<string | undefined>(undefined);
  const [xName, setX] = useState<string | undefined>(undefined);
  const group = groupNamed(fit, groupName);
  const slopes = group.coefficients.filter((name) => fit.predictors.includes(name));
  const x = fit.predictors.includes(xName ?? '') ? xName : (slopes[0] ?? undefined);
  const automatic = 'chosen by the model';
  return (
    <>
      <div class="controls">
        <Choice label="Picture" options={kinds} value={kind} onChange={setKind} />
        <GroupPick fit={fit} value={group.name} onChange={setGroup} />
        {kind !== 'shrinkage' && (
          <Pick
            label="Horizontal axis"
            names={x === undefined ? [automatic, ...fit.predictors] : fit.predictors}
            value={x ?? automatic}
            onChange={(name) => setX(name === automatic ? undefined : name)}
          />
        )}
      </div>
      <FigureView
        height={460}
        request={{
          fit: fit.id,
          kind,
          group: group.name,
          ...(x !== undefined && kind !== 'shrinkage' && { x }),
          ...(kind === 'panels' && { groups: Math.min(20, group.levels) }),
        }}
      />
    </>
  );
}
