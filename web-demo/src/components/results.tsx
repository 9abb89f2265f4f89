import { useLayoutEffect } from 'preact/hooks';
import { useSlow } from '../hooks/use-slow.ts';
import { current, fitProblem, fitting, settings } from '../state/analysis.ts';
import type { TabName } from '../state/settings.ts';
import { ComparisonTab } from './comparison-tab.tsx';
import { DiagnosticsTab } from './diagnostics-tab.tsx';
import { EquationsTab } from './equations-tab.tsx';
import { GroupsTab } from './groups-tab.tsx';
import { LinesTab } from './lines-tab.tsx';
import { SummaryTab } from './summary-tab.tsx';
import { TabList } from './tab-list.tsx';
import type { TabProps } from './tab-props.ts';
import { TeachingTab } from './teaching-tab.tsx';
import { TestsTab } from './tests-tab.tsx';

const panels: Readonly<Record<TabName, (props: TabProps) => preact.JSX.Element>> = {
  summary: SummaryTab,
  groups: GroupsTab,
  lines: LinesTab,
  diagnostics: DiagnosticsTab,
  tests: TestsTab,
  comparison: ComparisonTab,
  equations: EquationsTab,
  teaching: TeachingTab,
};

/** Answers about the current model, one kind at a time. */
export function Results() {
  const { tab } = settings.value;
  const fit = current.value;
  const slow = useSlow(fitting.value > 0, 250);
  const Panel = panels[tab];
  useLayoutEffect(() => {
    if (fit !== undefined) performance.mark('blup-fit-shown');
  }, [fit]);
  return (
    <div class="results">
      <TabList />
      <div
        id="results"
        class={`panel${slow ? ' pending' : ''}`}
        role="tabpanel"
        aria-labelledby={`tab-${tab}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the pattern of tabs wants the panel to be reached
        tabIndex={0}
        aria-busy={slow}
      >
        {fit !== undefined ? (
          // Only what belongs to another grouping structure begins anew; tables change in place.
          <Panel fit={fit} key={tab} />
        ) : fitProblem.value !== undefined ? (
          <p class="empty">There is no model to show: {fitProblem.value.message}</p>
        ) : (
          <p class="empty">Choose data and write a formula; the model appears here.</p>
        )}
      </div>
    </div>
  );
}
