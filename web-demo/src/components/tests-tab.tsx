import type { RandomTermTest, TermTest } from 'blup';
import { useState } from 'preact/hooks';
import { fixed, pValue } from '../format/numbers.ts';
import { useAnswer } from '../hooks/use-answer.ts';
import { Choice } from './choice.tsx';
import { DataTable, type TableColumn } from './data-table.tsx';
import { Failure } from './failure.tsx';
import { IntervalSection } from './interval-section.tsx';
import { Notices } from './notices.tsx';
import type { TabProps } from './tab-props.ts';

/** Tests of fixed and random terms, and intervals. */
export function TestsTab({ fit }: TabProps) {
  return (
    <>
      <FixedTests fit={fit} />
      <RandomTests fit={fit} />
      <IntervalSection fit={fit} key={fit.id} />
    </>
  );
}

const types = [
  { name: '3', label: 'III' },
  { name: '2', label: 'II' },
  { name: '1', label: 'I' },
] as const;

const fColumns: readonly TableColumn<TermTest>[] = [
  { head: 'Sum of squares', cell: ({ sumSq }) => fixed(sumSq, 2) },
  { head: 'df', cell: ({ numDf }) => numDf },
  { head: 'Denominator df', cell: ({ denDf }) => fixed(denDf, 1) },
  { head: 'F', cell: ({ f }) => fixed(f, 2) },
];

/** Of generalised models. */
const chisqColumns: readonly TableColumn<TermTest>[] = [
  { head: 'χ²', cell: ({ chisq }) => fixed(chisq, 2) },
  { head: 'df', cell: ({ numDf }) => numDf },
];

function FixedTests({ fit }: TabProps) {
  const [type, setType] = useState<(typeof types)[number]['name']>('3');
  const { value, error } = useAnswer('termTests', { fit: fit.id, type: Number(type) as 1 | 2 | 3 });
  return (
    <section>
      <h3>Terms of the fixed part</h3>
      <div class="controls">
        <Choice label="Type of test" options={types} value={type} onChange={setType} />
      </div>
      <Failure error={error} />
      {value !== undefined && value.rows.length === 0 && (
        <p class="lead">There is no term to test.</p>
      )}
      {value !== undefined && value.rows.length > 0 && (
        <DataTable<TermTest>
          caption={`${value.test === 'F' ? 'F-tests' : 'Wald tests'} of type ${types.find(({ name }) => name === String(value.type))?.label}`}
          rows={value.rows}
          rowKey={({ term }) => term}
          columns={[
            { head: 'Term', cell: ({ term }) => term },
            ...(value.test === 'F' ? fColumns : chisqColumns),
            { head: 'p', cell: ({ p }) => pValue(p) },
          ]}
        />
      )}
      <Notices notices={value?.notices ?? []} />
    </section>
  );
}

function RandomTests({ fit }: TabProps) {
  const { value, error, pending } = useAnswer('randomTests', fit.id);
  const rows = (value?.rows ?? []).filter(({ term }) => term !== undefined);
  const exact = rows.some(({ pExact }) => pExact !== undefined);
  return (
    <section>
      <h3>Random terms</h3>
      <Failure error={error} />
      {rows.length > 0 && (
        <DataTable<RandomTermTest>
          caption="Likelihood-ratio tests without one term"
          rows={rows}
          rowKey={({ term }) => term ?? ''}
          columns={[
            { head: 'Without', cell: ({ term }) => term },
            { head: 'AIC', cell: ({ aic }) => fixed(aic, 1) },
            { head: 'χ²', cell: ({ lrt }) => fixed(lrt, 2) },
            { head: 'df', cell: ({ df }) => df },
            { head: 'p, χ²', cell: ({ p }) => pValue(p) },
            { head: 'p, mixture', cell: ({ pMix }) => pValue(pMix) },
            ...(exact
              ? [{ head: 'p, exact', cell: ({ pExact }: RandomTermTest) => pValue(pExact) }]
              : []),
          ]}
          note="At the boundary, where a variance is 0, the plain χ² is too careful; the mixture of two χ² is not."
        />
      )}
      {pending && value === undefined && <p class="lead">Fitting the smaller models …</p>}
      <Notices notices={value?.notices ?? []} />
    </section>
  );
}
