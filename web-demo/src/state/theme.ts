import { signal } from '@preact/signals';

export type Theme = 'light' | 'dark';

const night = matchMedia('(prefers-color-scheme: dark)');

function stored(): Theme | undefined {
  try {
    const value = localStorage.getItem('blup-theme');
    return value === 'light' || value === 'dark' ? value : undefined;
  } catch {
    // Storage may be forbidden; the page then follows the system.
    return undefined;
  }
}

export const theme = signal<Theme>(stored() ?? (night.matches ? 'dark' : 'light'));

night.addEventListener('change', () => {
  if (stored() === undefined) theme.value = night.matches ? 'dark' : 'light';
});

theme.subscribe((value) => {
  document.documentElement.dataset.theme = value;
});

/** The other theme, remembered. */
export function toggleTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark';
  try {
    localStorage.setItem('blup-theme', theme.value);
  } catch {
    // Then it lasts as long as the page.
  }
}
