import { theme, toggleTheme } from '../state/theme.ts';

export function Header() {
  const dark = theme.value === 'dark';
  return (
    <header class="head">
      <h1>
        blup <small>multilevel models, fitted in this page</small>
      </h1>
      <button
        type="button"
        class="quiet"
        aria-pressed={dark}
        aria-label="Dark colours"
        onClick={toggleTheme}
      >
        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
          <circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" stroke-width="1.5" />
          <path d={dark ? 'M10 3a7 7 0 0 0 0 14z' : 'M10 3a7 7 0 0 1 0 14z'} fill="currentColor" />
        </svg>
      </button>
    </header>
  );
}
