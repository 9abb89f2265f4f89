import { chooseTab, settings } from '../state/analysis.ts';
import { tabs } from '../state/settings.ts';

/** The tabs: one stop for the Tab key, arrows move between them. */
export function TabList() {
  const { tab } = settings.value;
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ name }) => name === tab);
    const to = {
      ArrowRight: (at + 1) % tabs.length,
      ArrowLeft: (at - 1 + tabs.length) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    chooseTab(tabs[to].name);
    const button = document.getElementById(`tab-${tabs[to].name}`);
    button?.focus();
    button?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  return (
    <div class="tabs" role="tablist" aria-label="Results" onKeyDown={onKeyDown}>
      {tabs.map(({ name, label }) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-selected={name === tab}
          aria-controls="results"
          tabIndex={name === tab ? 0 : -1}
          onClick={() => chooseTab(name)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
