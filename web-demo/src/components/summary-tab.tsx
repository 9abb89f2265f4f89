import type { CoefficientRow, VarCorrRow } from 'blup';
import { count, decimalsFor, fixed, percent, pValue, short } from '../format/numbers.ts';
import { useAnswer } from '../hooks/use-answer.ts';
import type { CopyKind } from '../session/copies.ts';
import { data, settings } from '../state/analysis.ts';
import { ask } from '../state/session.ts';
import { CopyBar, type TakeAlong } from './copy-bar.tsx';
import { DataTable, type TableColumn } from './data-table.tsx';
import { Notices } from './notices.tsx';
import { Scrollable } from './scrollable.tsx';
import type { TabProps } from './tab-props.ts';

const ddfNames = {
  satterthwaite: 'Satterthwaite',
  'kenward-roger': 'Kenward and Roger',
  residual: 'n − p',
  none: 'none',
};

/** Estimates, as tables and as R prints them. */
export function SummaryTab({ fit }: TabProps) {
  const { summary, formula, method, ddf } = fit;
  const { nobs, groups, singular, notices, certificate } = summary;
  const { value: words } = useAnswer('words', fit.id);
  const facts: [string, string][] = [
    ['Observations', count(nobs)],
    ...groups.map(({ name, levels }): [string, string] => [name, `${count(levels)} levels`]),
    summary.remlCriterion !== undefined
      ? ['REML criterion', fixed(summary.remlCriterion, 1)]
      : ['Deviance', fixed(summary.fit?.deviance, 1)],
    ['AIC', fixed(fit.aic, 1)],
    ['BIC', fixed(fit.bic, 1)],
    ['ICC', words === undefined ? ' ' : fixed(words.icc, 3)],
    ['R² marginal', words === undefined ? ' ' : percent(words.marginal)],
    ['R² conditional', words === undefined ? ' ' : percent(words.conditional)],
  ];
  return (
    <>
      <header class="title">
        <h2>Linear mixed model by {method}</h2>
        <p class="code">{formula}</p>
      </header>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <FixedEffects rows={summary.coefficients} ddf={ddf} />
      <RandomEffects rows={summary.varCorr} />
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
      </section>
      <details>
        <summary>As R prints it</summary>
        <Scrollable label="Summary as R prints it">
          <pre id="printed">{fit.text}</pre>
        </Scrollable>
      </details>
      <TakeSummary id={fit.id} />
    </>
  );
}

function FixedEffects({
  rows,
  ddf,
}: {
  readonly rows: readonly CoefficientRow[];
  readonly ddf: keyof typeof ddfNames;
}) {
  const decimals = decimalsFor(rows.map(({ se, estimate }) => se ?? estimate));
  const columns: TableColumn<CoefficientRow>[] = [
    { head: 'Term', cell: ({ name }) => name },
    { head: 'Estimate', cell: ({ estimate }) => fixed(estimate, decimals) },
    { head: 'Std. error', cell: ({ se }) => fixed(se, decimals) },
    ...(ddf === 'none'
      ? []
      : [{ head: 'df', cell: ({ df }: CoefficientRow) => fixed(df, (df ?? 0) < 1000 ? 1 : 0) }]),
    { head: ddf === 'none' ? 'z' : 't', cell: ({ statistic }) => fixed(statistic, 2) },
    ...(ddf === 'none' ? [] : [{ head: 'p', cell: ({ p }: CoefficientRow) => pValue(p) }]),
  ];
  return (
    <DataTable
      caption="Fixed effects"
      columns={columns}
      rows={rows}
      rowKey={({ name }) => name}
      note={ddf === 'none' ? undefined : `Degrees of freedom: ${ddfNames[ddf]}.`}
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
