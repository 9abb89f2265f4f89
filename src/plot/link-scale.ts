import type { LinkName } from '../family/family.ts';
import { inverseLink } from '../family/link.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { plainName } from './text-size.ts';

const units: Readonly<Record<LinkName, string>> = {
  logit: 'log odds',
  probit: 'probit scale',
  cloglog: 'complementary log-log scale',
  cauchit: 'cauchit scale',
  log: 'log scale',
  identity: '',
  inverse: 'inverse scale',
  'inverse-square': 'inverse square scale',
  sqrt: 'square root scale',
};

/** The scale of coefficients and random effects in words, `log odds`; empty where it is that of the response. */
function linkUnit(model: AnyModel): string {
  return model.kind === 'glmm' ? units[model.link] : '';
}

/** What is said of the scale behind the name of a quantity: ` (log odds)`. */
export function inUnits(model: AnyModel): string {
  const unit = linkUnit(model);
  return unit === '' ? '' : ` (${unit})`;
}

/** Whether a response has a mean to be drawn: that of an ordinal model has none, and its linear predictor takes its place. */
export function hasMean(model: AnyModel): boolean {
  return model.kind === 'lmm' || model.family !== 'ordinal';
}

/** The mean of a linear predictor. */
export function meanOf(model: AnyModel, eta: number): number {
  return model.kind === 'lmm' || !hasMean(model) ? eta : inverseLink(model.link, eta);
}

/** What the means of a model are: `probability of use = Y`, `expected TICKS`. */
export function meanLabel(model: AnyModel): string {
  const name = plainName(model.responseName);
  if (model.kind === 'lmm') return name;
  const { family, categories } = model;
  if (family === 'ordinal') return `linear predictor of ${name}${inUnits(model)}`;
  if (family === 'binomial') {
    if (/^cbind\(/.test(name)) return 'probability of a success';
    return `probability of ${name}${categories === undefined ? '' : ` = ${categories[1]}`}`;
  }
  const isCount = family === 'poisson' || family.startsWith('negative');
  return `${isCount ? 'expected' : 'mean'} ${name}`;
}
