import type { CoefficientRow, VarCorrRow } from 'blup';
import { useState } from 'preact/hooks';
import { integration } from '../format/how-fitted.ts';
import { count, decimalsFor, fixed, percent, pValue, short } from '../format/numbers.ts';
import { useAnswer } from '../hooks/use-answer.ts';
import type { CopyKind } from '../session/copies.ts';
import type { SharesView, WordsView } from '../session/words.ts';
import { data, settings } from '../state/analysis.ts';
import { familyLabel, isLinear, type ModelChoice } from '../state/model-choice.ts';
import { ask } from '../state/session.ts';
import { CopyBar, type TakeAlong } from './copy-bar.tsx';
import { DataTable, type TableColumn } from './data-table.tsx';
import { Failure } from './failure.tsx';
import { Notices } from './notices.tsx';
import { RatioTable } from './ratio-table.tsx';
import { Scrollable } from './scrollable.tsx';
import type { TabProps } from './tab-props.ts';

const ddfNames = {
  satterthwaite: 'Satterthwaite',
  'kenward-roger': 'Kenward and Roger',
  residual: 'n − p',
  none: 'none',
};

/** Whether shares of variance have a meaning: of linear models, and of those with a latent response. */
function hasShares(choice: ModelChoice): boolean {
  return isLinear(choice) || choice.family === 'binomial' || choice.family === 'ordinal';
}

function shareFacts(words: WordsView | undefined): [string, string][] {
  const told = (write: (shares: SharesView) => string): string => {
    if (words === undefined) return ' ';
    return words.shares === undefined ? '–' : write(words.shares);
  };
  return [
    ['ICC', told((shares) => fixed(shares.icc, 3))],
    ['R² marginal', told((shares) => percent(shares.marginal))],
    ['R² conditional', told((shares) => percent(shares.conditional))],
  ];
}

/** Estimates, as tables and as R prints them. */
export function SummaryTab({ fit }: TabProps) {
  const { summary, formula, method, ddf, choice } = fit;
  const { nobs, groups, singular, notices, certificate, generalised } = summary;
  const { value: words } = useAnswer('words', fit.id);
  const facts: [string, string][] = [
    ['Observations', count(nobs)],
    ...groups.map(({ name, levels }): [string, string] => [name, `${count(levels)} levels`]),
    summary.remlCriterion !== undefined
      ? ['REML criterion', fixed(summary.remlCriterion, 1)]
      : ['Deviance', fixed(summary.fit?.deviance, 1)],
    ['AIC', fixed(fit.aic, 1)],
    ['BIC', fixed(fit.bic, 1)],
    ...(hasShares(choice) ? shareFacts(words) : []),
  ];
  return (
    <>
      <header class="title">
        <h2>
          {generalised === undefined
            ? `Linear mixed model by ${method}`
            : `${familyLabel(choice.family)} mixed model with link ${choice.link}`}
        </h2>
        <p class="code">{formula}</p>
        {generalised !== undefined && (
          <p class="muted">By maximum likelihood, {integration(fit)}.</p>
        )}
      </header>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <FixedEffects rows={summary.coefficients} test={generalised === undefined ? ddf : 'wald'} />
      {generalised?.thresholds !== undefined && <Thresholds rows={generalised.thresholds} />}
      <RandomEffects rows={summary.varCorr} />
      {generalised?.dispersion !== undefined && (
        <p class="lead">
          {generalised.dispersion.text}: {short(generalised.dispersion.estimate)}
        </p>
      )}
      {generalised !== undefined && <RatioTable fit={fit} />}
      {(singular.length > 0 || notices.length > 0 || !certificate.certified) && (
        <Notices
          notices={[
            ...singular.map((text) => ({ code: 'singular', text, detail: {} })),
            ...notices.filter(({ code }) => code !== 'singular'),
          ]}
        />
      )}
      <section>
        <h3>In words</h3>
        <ul class="words">
          {(words?.sentences ?? []).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
        {words?.reason !== undefined && <p class="lead">No sentences: {words.reason}.</p>}
      </section>
      <Printed fit={fit} />
      <TakeSummary id={fit.id} />
    </>
  );
}

function FixedEffects({
  rows,
  test,
}: {
  readonly rows: readonly CoefficientRow[];
  /** Degrees of freedom, or that the tests are Wald's. */
  readonly test: keyof typeof ddfNames | 'wald';
}) {
  const isT = test !== 'none' && test !== 'wald';
  const decimals = decimalsFor(rows.map(({ se, estimate }) => se ?? estimate));
  const columns: TableColumn<CoefficientRow>[] = [
    { head: 'Term', cell: ({ name }) => name },
    { head: 'Estimate', cell: ({ estimate }) => fixed(estimate, decimals) },
    { head: 'Std. error', cell: ({ se }) => fixed(se, decimals) },
    ...(isT
      ? [{ head: 'df', cell: ({ df }: CoefficientRow) => fixed(df, (df ?? 0) < 1000 ? 1 : 0) }]
      : []),
    { head: isT ? 't' : 'z', cell: ({ statistic }) => fixed(statistic, 2) },
    ...(test === 'none' ? [] : [{ head: 'p', cell: ({ p }: CoefficientRow) => pValue(p) }]),
  ];
  return (
    <DataTable
      caption="Fixed effects"
      columns={columns}
      rows={rows}
      rowKey={({ name }) => name}
      note={isT ? `Degrees of freedom: ${ddfNames[test]}.` : undefined}
    />
  );
}

/** Thresholds between the categories of an ordinal model. */
function Thresholds({ rows }: { readonly rows: readonly CoefficientRow[] }) {
  const decimals = decimalsFor(rows.map(({ se, estimate }) => se ?? estimate));
  return (
    <DataTable
      caption="Thresholds"
      columns={[
        { head: 'Between', cell: ({ name }) => name },
        { head: 'Estimate', cell: ({ estimate }) => fixed(estimate, decimals) },
        { head: 'Std. error', cell: ({ se }) => fixed(se, decimals) },
        { head: 'z', cell: ({ statistic }) => fixed(statistic, 2) },
      ]}
      rows={rows}
      rowKey={({ name }) => name}
    />
  );
}

function RandomEffects({ rows }: { readonly rows: readonly VarCorrRow[] }) {
  const widest = Math.max(...rows.map(({ corr }) => corr.length));
  const columns: TableColumn<VarCorrRow>[] = [
    {
      head: 'Group',
      cell: ({ group, corr }) => (corr.length === 0 ? group : <span class="unseen">{group}</span>),
    },
    { head: 'Coefficient', words: true, cell: ({ name }) => name },
    { head: 'Variance', cell: ({ variance }) => short(variance) },
    { head: 'Std. dev.', cell: ({ sd }) => short(sd) },
    ...Array.from({ length: widest }, (_, i) => ({
      head: i === 0 ? 'Corr.' : '',
      cell: ({ corr }: VarCorrRow) => (i < corr.length ? fixed(corr[i], 2) : ''),
    })),
  ];
  return (
    <DataTable
      caption="Random effects"
      columns={columns}
      rows={rows}
      rowKey={({ group, name }, i) => `${group} ${name} ${i}`}
    />
  );
}

/** The summary as R prints it, made when it is looked at. */
function Printed({ fit }: TabProps) {
  const [open, setOpen] = useState(false);
  const { value, error } = useAnswer('printed', open ? fit.id : undefined);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>As R prints it</summary>
      <Failure error={error} />
      {value !== undefined && (
        <Scrollable label="Summary as R prints it">
          <pre id="printed">{value}</pre>
        </Scrollable>
      )}
    </details>
  );
}

function TakeSummary({ id }: { readonly id: number }) {
  const fileName = settings.value.file ?? `${settings.value.example ?? 'data'}.csv`;
  const text = (kind: CopyKind) => () =>
    ask('copy', { fit: id, kind, fileName, types: settings.value.types });
  const copies: TakeAlong[] = [
    { label: 'Markdown', text: text('markdown') },
    { label: 'LaTeX', text: text('latex') },
    { label: 'text', text: text('text') },
    { label: 'R code', text: text('r') },
    { label: 'JavaScript code', text: text('javascript') },
    { label: 'link', text: async () => location.href },
  ];
  const name = `${(data.value?.name ?? 'model').replace(/\W+/g, '-')}.json`;
  return (
    <div class="take">
      <CopyBar label="Copy" items={copies} />
      <CopyBar
        label="Save"
        items={[{ label: 'model', text: text('model'), file: { name, type: 'application/json' } }]}
      />
    </div>
  );
}
