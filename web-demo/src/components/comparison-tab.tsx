import type { AnovaRow } from 'blup';
import { howFitted } from '../format/how-fitted.ts';
import { fixed, pValue } from '../format/numbers.ts';
import { useAnswer } from '../hooks/use-answer.ts';
import { dropKept, isKept, keepCurrent, kept } from '../state/analysis.ts';
import { ask } from '../state/session.ts';
import { CopyBar } from './copy-bar.tsx';
import { DataTable } from './data-table.tsx';
import { Failure } from './failure.tsx';
import { ModelTable } from './model-table.tsx';
import { Notices } from './notices.tsx';
import type { TabProps } from './tab-props.ts';

/** The models that were kept, and the current one, beside each other. */
export function ComparisonTab({ fit }: TabProps) {
  const models = [...kept.value, ...(isKept.value ? [] : [{ name: 'now', fit }])];
  const fits = models.map((model) => model.fit.id);
  const names = models.map(({ name }) => name);
  const { value, error } = useAnswer('compare', { fits, names });
  const copyAs = (format: 'markdown' | 'latex' | 'text') => () =>
    ask('copyComparison', { fits, names, format });
  return (
    <>
      <section>
        <h3>Models</h3>
        <ul class="models">
          {models.map(({ name, fit: one }) => (
            <li key={one.id}>
              <b>{name}</b> <span class="code">{one.formula}</span>{' '}
              <span class="muted">{howFitted(one)}</span>{' '}
              {name === 'now' ? (
                <button type="button" class="link" onClick={keepCurrent}>
                  keep
                </button>
              ) : (
                <button
                  type="button"
                  class="link"
                  aria-label={`Remove ${name}`}
                  onClick={() => dropKept(one.id)}
                >
                  remove
                </button>
              )}
            </li>
          ))}
        </ul>
        {models.length < 2 && (
          <p class="lead">
            Keep this model, then fit another one: both will stand here side by side.
          </p>
        )}
      </section>
      <Failure error={error} />
      {value?.tests !== undefined && (
        <section>
          <DataTable<AnovaRow>
            caption="Likelihood-ratio tests, each against the model above"
            rows={value.tests.rows}
            rowKey={({ name }) => name}
            columns={[
              { head: 'Model', cell: ({ name }) => name },
              { head: 'Parameters', cell: ({ npar }) => npar },
              { head: 'AIC', cell: ({ aic }) => fixed(aic, 1) },
              { head: 'BIC', cell: ({ bic }) => fixed(bic, 1) },
              { head: 'log L', cell: ({ logLik }) => fixed(logLik, 1) },
              { head: 'Deviance', cell: ({ deviance }) => fixed(deviance, 1) },
              { head: 'χ²', cell: ({ chisq }) => (chisq === undefined ? '' : fixed(chisq, 2)) },
              { head: 'df', cell: ({ df }) => df ?? '' },
              { head: 'p', cell: ({ p, chisq }) => (chisq === undefined ? '' : pValue(p)) },
              { head: 'p, mixture', cell: ({ pMix }) => (pMix === undefined ? '' : pValue(pMix)) },
            ]}
            note="By maximum likelihood. That a model is a special case of the next one is not checked."
          />
          <Notices notices={value.tests.notices} />
        </section>
      )}
      {value?.reasons.map((text) => (
        <p class="lead" key={text}>
          {text}
        </p>
      ))}
      {value?.table !== undefined && (
        <section>
          <ModelTable table={value.table} />
          <CopyBar
            label="Copy"
            items={[
              { label: 'Markdown', text: copyAs('markdown') },
              { label: 'LaTeX', text: copyAs('latex') },
              { label: 'text', text: copyAs('text') },
            ]}
          />
        </section>
      )}
    </>
  );
}
