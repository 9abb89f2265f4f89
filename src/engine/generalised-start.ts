import type { GeneralisedInput } from './generalised.ts';

/** Where the search for a generalised model begins, from the response alone. */
interface GeneralisedStart {
  /** A linear predictor, the same for all rows, near the link of the mean response. */
  readonly level: number;
  readonly auxiliary: readonly number[];
}

function link(name: GeneralisedInput['link'], mean: number): number {
  switch (name) {
    case 'logit':
      return Math.log(mean / (1 - mean));
    case 'probit':
      // The logistic distribution is a normal one of 1.7 times its size, nearly enough for a start.
      return Math.log(mean / (1 - mean)) / 1.7;
    case 'cloglog':
      return Math.log(-Math.log1p(-mean));
    case 'cauchit':
      return Math.tan(Math.PI * (mean - 0.5));
    case 'log':
      return Math.log(mean);
    case 'identity':
      return mean;
    case 'inverse':
      return 1 / mean;
    case 'sqrt':
      return Math.sqrt(mean);
    case 'inverse-square':
      return 1 / mean ** 2;
  }
}

const UNEXPLAINED = 0.3;

const between = (low: number, x: number, high: number): number =>
  x > low ? Math.min(x, high) : low;

/** First threshold and logs of the differences, from the shares of the categories. */
function thresholds({ design, link: name, categories = 2 }: GeneralisedInput): number[] {
  const counts = new Array<number>(categories).fill(0.5);
  for (const category of design.y) counts[category]++;
  const total = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  const cuts = counts.slice(0, -1).map((count) => {
    below += count;
    return link(name, below / total);
  });
  return cuts.map((cut, c) => (c === 0 ? cut : Math.log(Math.max(cut - cuts[c - 1], 1e-3))));
}

/** Mean response and moment estimate of the auxiliary parameter, without predictors. */
export function generalisedStart(input: GeneralisedInput): GeneralisedStart {
  const { design, family, link: name, sizes } = input;
  if (family === 'ordinal') return { level: 0, auxiliary: thresholds(input) };
  const { y, n } = design;
  const total = y.reduce((sum, value) => sum + value, 0);
  const size = sizes?.reduce((sum, value) => sum + value, 0) ?? n;
  if (family === 'binomial')
    return { level: link(name, (total + 0.5) / (size + 1)), auxiliary: [] };
  if (family === 'poisson') return { level: link(name, (total + 0.5) / size), auxiliary: [] };
  const weighted = y.reduce((sum, value, i) => sum + value * (sizes?.[i] ?? 1), 0);
  const mean = weighted / size;
  const variance =
    y.reduce((sum, value, i) => sum + (sizes?.[i] ?? 1) * (value - mean) ** 2, 0) / size;
  const positive = Math.max(mean, 1e-3 * Math.sqrt(variance), 1e-12);
  const level = link(name, family === 'gaussian' && name === 'identity' ? mean : positive);
  // A share of the variation that groups and predictors leave unexplained.
  const dispersion = {
    gaussian: UNEXPLAINED * variance,
    gamma: (UNEXPLAINED * variance) / mean ** 2,
    'inverse-gaussian': (UNEXPLAINED * variance) / mean ** 3,
    beta: between(0.5, (mean * (1 - mean)) / (UNEXPLAINED * variance) - 1, 100),
    'negative-binomial-1': between(0.1, UNEXPLAINED * (variance / mean - 1), 100),
    'negative-binomial-2': between(0.1, mean ** 2 / (UNEXPLAINED * (variance - mean)), 20),
  }[family];
  return { level, auxiliary: [Math.log(dispersion)] };
}
