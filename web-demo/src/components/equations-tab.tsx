import type { LevelEquations } from 'blup';
import { useState } from 'preact/hooks';
import { useAnswer } from '../hooks/use-answer.ts';
import { ask } from '../state/session.ts';
import { Choice } from './choice.tsx';
import { CopyBar } from './copy-bar.tsx';
import { Failure } from './failure.tsx';
import { Covariance, Equation, ResidualLine } from './math.tsx';
import type { TabProps } from './tab-props.ts';

const spellings = [
  { name: 'symbols', label: 'Symbols' },
  { name: 'estimates', label: 'Estimates' },
] as const;

/** The model level by level, as in a textbook. */
export function EquationsTab({ fit }: TabProps) {
  const [spelling, setSpelling] = useState<(typeof spellings)[number]['name']>('symbols');
  const { value, error } = useAnswer('equations', fit.id);
  const estimates = spelling === 'estimates';
  const copyAs = (format: 'text' | 'latex') => () =>
    ask('copyEquations', { fit: fit.id, format, estimates });
  return (
    <>
      <div class="controls">
        <Choice label="Written with" options={spellings} value={spelling} onChange={setSpelling} />
        <CopyBar
          label="Copy"
          items={[
            { label: 'LaTeX', text: copyAs('latex') },
            { label: 'text', text: copyAs('text') },
          ]}
        />
      </div>
      <Failure error={error} />
      {value !== undefined && <Levels equations={value} estimates={estimates} />}
    </>
  );
}

interface LevelsProps {
  readonly equations: LevelEquations;
  readonly estimates: boolean;
}

function Levels({ equations, estimates }: LevelsProps) {
  const { crossed, equations: all, combined, distributions, residual, groups } = equations;
  const first = all.filter(({ level }) => level === 1);
  if (crossed) {
    return (
      <section class="equations">
        <h3>Combined</h3>
        <p class="lead">{groups.map(({ group, units }) => `${units} = ${group}`).join(', ')}</p>
        <Equation equation={combined} estimates={estimates} />
        {distributions.map((one) => (
          <Covariance key={one.group} distribution={one} estimates={estimates} />
        ))}
        {residual && <ResidualLine residual={residual} estimates={estimates} />}
      </section>
    );
  }
  return (
    <>
      <section class="equations">
        <h3>Level 1</h3>
        {first.map((equation, i) => (
          <Equation key={i} equation={equation} estimates={estimates} />
        ))}
        {residual && <ResidualLine residual={residual} estimates={estimates} />}
      </section>
      {distributions.map((one) => (
        <section class="equations" key={one.group}>
          <h3>
            Level {one.level}: {one.group}
          </h3>
          {all
            .filter(({ level }) => level === one.level)
            .map((equation, i) => (
              <Equation key={i} equation={equation} estimates={estimates} />
            ))}
          <Covariance distribution={one} estimates={estimates} />
        </section>
      ))}
      <section class="equations">
        <h3>All in one</h3>
        <Equation equation={combined} estimates={estimates} />
      </section>
    </>
  );
}
