import { render } from 'preact';
import { App } from './components/app.tsx';
import './state/theme.ts';

/** Draws the page. */
export function show(): void {
  const root = document.querySelector('#app');
  if (root !== null) render(<App />, root);
}
