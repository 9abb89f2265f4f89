/** Names of the grouping factors of a model, in formula order. */
export function groupNames({
  random,
}: {
  readonly random: readonly { readonly group: string }[];
}): string[] {
  return [...new Set(random.map(({ group }) => group))];
}
