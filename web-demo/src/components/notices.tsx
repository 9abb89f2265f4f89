import type { Notice } from 'blup';

/** Remarks on a result. */
export function Notices({ notices }: { readonly notices: readonly Notice[] }) {
  if (notices.length === 0) return null;
  return (
    <ul class="notices">
      {notices.slice(0, 12).map(({ code, text }) => (
        <li key={`${code}${text}`}>{text}</li>
      ))}
    </ul>
  );
}
