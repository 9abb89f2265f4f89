import type { Notice } from '../../errors/notice.ts';
import type { Optimum } from '../../fit/optimum.ts';

/** What a table says of a model behind one of its rows whose optimum is not certified. */
export function notCertifiedNotice(what: string, { missing }: Optimum): Notice[] {
  if (missing === undefined) return [];
  return [
    {
      code: 'not-certified',
      text: `the fit of ${what} is not certified: ${missing}`,
      detail: { model: what },
    },
  ];
}
