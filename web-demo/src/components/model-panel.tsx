import { exampleNamed } from '../examples/examples.ts';
import { duration } from '../format/numbers.ts';
import { useSlow } from '../hooks/use-slow.ts';
import {
  current,
  fitDraft,
  fitFormula,
  fitProblem,
  fitting,
  isKept,
  keepCurrent,
  settings,
  stopAll,
} from '../state/analysis.ts';
import { FormulaEditor } from './formula-editor.tsx';
import { ModelOptions } from './model-options.tsx';

/** The formula and how it is fitted. */
export function ModelPanel() {
  const { example, formula } = settings.value;
  const models = exampleNamed(example ?? '')?.models ?? [];
  return (
    <section aria-labelledby="model-title">
      <h2 id="model-title">Model</h2>
      {models.length > 0 && (
        <label class="field">
          <span>Try</span>
          <select
            value={models.find((one) => one.formula === formula)?.formula ?? ''}
            onChange={(event) => void fitFormula(event.currentTarget.value)}
          >
            <option value="" disabled>
              your own model
            </option>
            {models.map((one) => (
              <option key={one.label} value={one.formula}>
                {one.label}
              </option>
            ))}
          </select>
        </label>
      )}
      <FormulaEditor />
      <ModelOptions />
      <div class="actions">
        <button type="button" class="primary" onClick={() => void fitDraft()}>
          Fit
        </button>
        <button
          type="button"
          disabled={current.value === undefined || isKept.value}
          onClick={keepCurrent}
        >
          {isKept.value ? 'Kept' : 'Keep for comparison'}
        </button>
      </div>
      <FitState />
    </section>
  );
}

function FitState() {
  const slow = useSlow(fitting.value > 0, 250);
  const fit = current.value;
  return (
    <p class="state" role="status">
      {slow ? (
        <>
          Fitting …{' '}
          <button type="button" class="link" onClick={() => void stopAll()}>
            Stop
          </button>
        </>
      ) : fitProblem.value !== undefined ? (
        'Not fitted.'
      ) : fit !== undefined ? (
        `Fitted in ${duration(fit.time)}; ${fit.summary.certificate.certified ? 'the optimum is certified.' : 'the optimum is not certified.'}`
      ) : (
        ' '
      )}
    </p>
  );
}
