import type { FitView } from '../session/fit.ts';
import { familyLabel, isLinear } from '../state/model-choice.ts';

/** How the random effects were integrated out, in words. */
export function integration({ summary }: Pick<FitView, 'summary'>): string {
  const { generalised } = summary;
  if (generalised === undefined || generalised.points === 1) return 'Laplace’s approximation';
  const { points, chosen } = generalised;
  return `adaptive quadrature, ${points} points${chosen ? ' (as many as needed)' : ''}`;
}

/** Family, link and way of estimation in short. */
export function howFitted(fit: FitView): string {
  const { choice, method, summary } = fit;
  if (isLinear(choice)) return method;
  const points = summary.generalised?.points ?? 1;
  const way = points === 1 ? 'Laplace' : `nAGQ ${points}`;
  return `${familyLabel(choice.family).toLowerCase()}, ${choice.link}, ${way}`;
}
