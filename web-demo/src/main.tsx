import { render } from 'preact';
import { App } from './components/app.tsx';
import { addressOf } from './state/address.ts';
import { begin, settings } from './state/analysis.ts';
import { wake } from './state/session.ts';
import './state/theme.ts';

performance.mark('blup-script');
wake();
const begun = begin(location.hash);

const root = document.querySelector('#app');
if (root !== null) render(<App />, root);

// The address follows the page, and the page an address that the user goes to.
let told = location.hash;
void begun.then(() => {
  settings.subscribe((now) => {
    told = addressOf(now);
    history.replaceState(null, '', told);
  });
});
addEventListener('hashchange', () => {
  if (location.hash !== told) void begin(location.hash);
});
