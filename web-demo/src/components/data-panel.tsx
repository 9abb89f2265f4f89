import { exampleNamed, examples } from '../examples/examples.ts';
import { count, percent } from '../format/numbers.ts';
import {
  chooseExample,
  chooseFile,
  data,
  dataProblem,
  reading,
  settings,
  stopAll,
} from '../state/analysis.ts';

const OWN = '(file)';

/** Where the data come from, and what is in them. */
export function DataPanel() {
  const { example, file } = settings.value;
  const idle = reading.value === undefined && dataProblem.value === undefined;
  const awaited = file !== undefined && data.value === undefined && idle;
  return (
    <section aria-labelledby="data-title">
      <h2 id="data-title">Data</h2>
      <label class="field">
        <span>Example</span>
        <select
          value={example ?? OWN}
          onChange={(event) => void chooseExample(event.currentTarget.value)}
        >
          {example === undefined && (
            <option value={OWN} disabled>
              your file
            </option>
          )}
          {examples.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label class="file">
        <input
          type="file"
          accept=".csv,.tsv,.tab,.txt,.gz,.parquet,.arrow,.feather"
          onChange={(event) => {
            const chosen = event.currentTarget.files?.[0];
            event.currentTarget.value = '';
            if (chosen !== undefined) void chooseFile(chosen);
          }}
        />
        <span class="button">Open your file …</span>
        <small>
          or drop it here: CSV, TSV, gzipped or not, Parquet, Arrow. It never leaves this page.
        </small>
      </label>
      <DataState />
      {example !== undefined && <p class="about">{exampleNamed(example)?.about}</p>}
      {awaited && (
        <p class="note" role="status">
          This link is about the file <b>{file}</b>, which stayed on the machine where the link was
          made. Open that file to see the analysis.
        </p>
      )}
    </section>
  );
}

function DataState() {
  const problem = dataProblem.value;
  const share = reading.value;
  const view = data.value;
  if (problem !== undefined) {
    return (
      <p class="problem" role="alert">
        {problem.message}
      </p>
    );
  }
  return (
    <p class="state" role="status">
      {share !== undefined && share > 0 ? (
        <>
          Reading … {percent(share)}{' '}
          <button type="button" class="link" onClick={() => void stopAll()}>
            Stop
          </button>
        </>
      ) : view !== undefined ? (
        <>
          <b class="name">{view.name}</b>: {count(view.rows)} rows, {count(view.names.length)}{' '}
          columns
        </>
      ) : share !== undefined ? (
        'Reading …'
      ) : (
        ' '
      )}
    </p>
  );
}
