import { useState } from 'preact/hooks';
import { count, fixed, short } from '../format/numbers.ts';
import { useAnswer } from '../hooks/use-answer.ts';
import { FigureView } from './figure-view.tsx';
import { LevelCard } from './level-card.tsx';
import { LevelSearch } from './level-search.tsx';
import { GroupPick, groupNamed, Pick } from './pick.tsx';
import { ResidualTable } from './residual-table.tsx';
import type { TabProps } from './tab-props.ts';

/** What each group has beyond its fixed effects. */
export function GroupsTab({ fit }: TabProps) {
  const [groupName, setGroup] = useState<string | undefined>(undefined);
  const [coefficientName, setCoefficient] = useState<string | undefined>(undefined);
  const [level, setLevel] = useState<string | undefined>(undefined);
  const group = groupNamed(fit, groupName);
  const coefficient = group.coefficients.includes(coefficientName ?? '')
    ? (coefficientName as string)
    : group.coefficients[0];
  const { value } = useAnswer('residualRows', {
    fit: fit.id,
    group: group.name,
    coefficient,
    order: 'estimate',
    descending: false,
    search: '',
    from: 0,
    count: 0,
  });
  return (
    <>
      <div class="controls">
        <GroupPick
          fit={fit}
          value={group.name}
          onChange={(name) => {
            setGroup(name);
            setLevel(undefined);
          }}
        />
        <Pick
          label="Coefficient"
          names={group.coefficients}
          value={coefficient}
          onChange={setCoefficient}
        />
        <LevelSearch
          key={group.name}
          fit={fit.id}
          group={group.name}
          value={level}
          onChoose={setLevel}
        />
      </div>
      <h3>
        {coefficient} by {group.name}
      </h3>
      <p class="lead">
        {value === undefined ? (
          ' '
        ) : (
          <>
            {count(value.levels)} levels vary with variance {short(value.variance)}
            {value.reliability !== undefined && (
              <>; reliability of their own estimates {fixed(value.reliability, 2)} on average</>
            )}
            .
          </>
        )}
      </p>
      {level !== undefined && <LevelCard fit={fit.id} group={group.name} level={level} />}
      <FigureView
        request={{ fit: fit.id, kind: 'caterpillar', group: group.name, names: [coefficient] }}
        height={group.levels > 60 ? 290 : 116 + 18 * group.levels}
        {...(level !== undefined && { focus: level })}
        onPick={(text) => setLevel(text.slice(0, text.lastIndexOf(': ')))}
      />
      <ResidualTable
        key={`${group.name} ${coefficient}`}
        fit={fit.id}
        group={group.name}
        coefficient={coefficient}
        onChoose={setLevel}
      />
    </>
  );
}
