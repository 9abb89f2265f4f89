/** Which of the parameters are followed: every `of`-th, from `part` on. So several workers can share them. */
export interface ParameterShare {
  readonly part: number;
  readonly of: number;
}

/** No sharing: all parameters. */
export const wholeShare: ParameterShare = { part: 0, of: 1 };

/** The items of a share. */
export function sharedItems<T>(items: readonly T[], { part, of }: ParameterShare): T[] {
  return items.filter((_, i) => i % of === part);
}
