import { data, settings } from '../state/analysis.ts';
import { ColumnList } from './column-list.tsx';
import { DataPanel } from './data-panel.tsx';
import { DropTarget } from './drop-target.tsx';
import { Header } from './header.tsx';
import { ModelPanel } from './model-panel.tsx';
import { Results } from './results.tsx';

/** The whole page: data and model at one side, answers at the other. */
export function App() {
  return (
    <>
      <button type="button" class="skip" onClick={skip}>
        Skip to the results
      </button>
      <DropTarget />
      <Header />
      <main class="layout">
        <div class="side">
          <DataPanel />
          {(data.value !== undefined || settings.value.example !== undefined) && <ModelPanel />}
          {data.value !== undefined && <ColumnList key={data.value.name} />}
        </div>
        <Results />
      </main>
      <footer class="foot">
        Everything is calculated on your machine, in WebAssembly. The page’s security policy lets it
        fetch from its own address alone, and it sends nothing.
      </footer>
    </>
  );
}

/** No link, for the fragment of the address holds the analysis. */
function skip(): void {
  document.querySelector<HTMLElement>('#results')?.focus();
}
