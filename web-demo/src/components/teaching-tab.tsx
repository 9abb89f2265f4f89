import { useState } from 'preact/hooks';
import { count, fixed, short } from '../format/numbers.ts';
import { consequences, type Setting } from '../format/shrinkage.ts';
import { useAnswer } from '../hooks/use-answer.ts';
import { useWidth } from '../hooks/use-width.ts';
import type { TeachingView } from '../session/teaching.ts';
import { Failure } from './failure.tsx';
import { LevelSearch } from './level-search.tsx';
import { GroupPick, groupNamed } from './pick.tsx';
import { ReliabilityCurve } from './reliability-curve.tsx';
import { ShrinkageLines } from './shrinkage-lines.tsx';
import { Slider } from './slider.tsx';
import { SpreadCurves } from './spread-curves.tsx';
import type { TabProps } from './tab-props.ts';

/** What would the model believe about these groups if the variances, or the groups, were other ones? */
export function TeachingTab({ fit }: TabProps) {
  const [groupName, setGroup] = useState<string | undefined>(undefined);
  const [level, setLevel] = useState<string | undefined>(undefined);
  const group = groupNamed(fit, groupName);
  const { value, error } = useAnswer('teaching', { fit: fit.id, group: group.name });
  return (
    <>
      <p class="lead wide">
        Own means of groups hold chance. A model with random intercepts draws each of them to the
        average, the more the less it can be relied on. Drag the variances or the sizes of the
        groups and watch.
      </p>
      <div class="controls">
        <GroupPick
          fit={fit}
          value={group.name}
          onChange={(name) => {
            setGroup(name);
            setLevel(undefined);
          }}
        />
        <LevelSearch
          key={group.name}
          fit={fit.id}
          group={group.name}
          value={level}
          onChoose={setLevel}
        />
      </div>
      <Failure error={error} />
      {value !== undefined && (
        <Laboratory key={`${value.formula} ${value.between}`} view={value} level={level} />
      )}
    </>
  );
}

interface LaboratoryProps {
  readonly view: TeachingView;
  readonly level: string | undefined;
}

function Laboratory({ view, level }: LaboratoryProps) {
  const estimated: Setting = { between: view.between, within: view.within, times: 1 };
  const [setting, setSetting] = useState(estimated);
  const [box, width] = useWidth<HTMLDivElement>(4);
  const result = consequences(setting, view.sizes);
  const change = (part: Partial<Setting>) => setSetting((now) => ({ ...now, ...part }));
  const scale = view.between + view.within;
  const at = level === undefined ? -1 : view.levels.indexOf(level);
  return (
    <div class="laboratory" ref={box}>
      <p class="code">{view.formula}</p>
      <div class="sliders">
        <Slider
          label="τ₀₀, variance between groups"
          value={setting.between}
          estimate={view.between}
          most={Math.max(3 * view.between, 0.5 * scale)}
          onChange={(between) => change({ between })}
        />
        <Slider
          label="σ², variance within groups"
          value={setting.within}
          estimate={view.within}
          most={2.5 * view.within}
          least={0.01 * view.within}
          onChange={(within) => change({ within })}
        />
        <Slider
          label="n̄, mean size of a group"
          value={result.meanSize}
          estimate={consequences(estimated, view.sizes).meanSize}
          most={4 * consequences(estimated, view.sizes).meanSize}
          least={1}
          onChange={(mean) =>
            change({ times: mean / consequences(estimated, view.sizes).meanSize })
          }
        />
      </div>
      <dl class="facts">
        <Fact name="ICC ρ = τ₀₀ ⁄ (τ₀₀ + σ²)" value={fixed(result.icc, 3)} />
        <Fact name="Mean reliability λ" value={fixed(result.meanReliability, 3)} />
        <Fact name="Design effect 1 + (n̄ − 1)ρ" value={fixed(result.designEffect, 2)} />
        <Fact
          name="Effective sample size"
          value={`${count(result.effective)} of ${count(result.rows)}`}
        />
      </dl>
      <div>
        <button type="button" onClick={() => setSetting(estimated)}>
          Back to the data
        </button>
      </div>
      {at >= 0 && (
        <p class="lead wide" role="status">
          {view.group} <b>{level}</b>: {short(view.sizes[at] * setting.times, 3)} rows, own mean{' '}
          {short(view.means[at], 3)}, reliability {fixed(result.reliabilities[at], 2)}; the model
          says {short(result.reliabilities[at] * view.means[at], 3)}.
        </p>
      )}
      {width > 0 && (
        <>
          <h3>Between and within</h3>
          <SpreadCurves
            setting={setting}
            width={width}
            onChange={change}
            response={view.response}
          />
          <h3>From own means to predictions</h3>
          <ShrinkageLines
            view={view}
            reliabilities={result.reliabilities}
            width={width}
            focus={at}
          />
          <h3>Reliability and size</h3>
          <ReliabilityCurve
            view={view}
            setting={setting}
            reliabilities={result.reliabilities}
            width={width}
            focus={at}
          />
        </>
      )}
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
