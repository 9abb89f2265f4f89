// The worker starts, and is asked for the first model, before anything is drawn: it calculates while the page is put together.
import { addressOf } from './state/address.ts';
import { begin, settings } from './state/analysis.ts';

performance.mark('blup-script');
const begun = begin(location.hash);

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

void import('./show.tsx').then(({ show }) => show());
