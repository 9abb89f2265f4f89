/** A histogram the height of a line. */
export function Spark({ bins }: { readonly bins: readonly number[] }) {
  const most = Math.max(...bins, 1);
  const path = bins
    .map((n, i) => (n === 0 ? '' : `M${3 * i + 1},16V${(15 - (14 * n) / most).toFixed(1)}`))
    .join('');
  return (
    <svg class="spark" width={3 * bins.length} height="16" aria-hidden="true">
      <path d={path} stroke="currentColor" stroke-width="2" />
    </svg>
  );
}
