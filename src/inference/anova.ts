import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { type Anova, type AnovaOptions, compareModels } from './comparison/compare-models.ts';
import { type TermTests, type TermTestsOptions, termTests } from './terms/term-tests.ts';

/**
 * With one model, F-tests of the terms of its fixed effects (of a generalised one Wald's χ² tests), of type I, II or III: see `termTests`. With several, likelihood-
 * ratio tests of nested models: see `compareModels`. The last argument may be options.
 *
 *     anova(model, { type: 2, ddf: 'kenward-roger' })
 *     anova(smaller, larger, { refit: false })
 *
 * @throws what the two throw; `option` for options of the other kind of table
 */
export function anova(model: AnyModel, options?: TermTestsOptions): TermTests;
export function anova(...args: [...models: AnyModel[], options: AnovaOptions] | AnyModel[]): Anova;
export function anova(
  ...given: (AnyModel | TermTestsOptions | AnovaOptions | undefined)[]
): TermTests | Anova {
  const args = given.filter((arg) => arg !== undefined);
  const isModel = (arg: AnyModel | TermTestsOptions | AnovaOptions): arg is AnyModel =>
    'kind' in arg;
  const models: AnyModel[] = [];
  let options: TermTestsOptions & AnovaOptions = {};
  for (const arg of args) {
    if (isModel(arg)) models.push(arg);
    else options = arg;
  }
  if (models.length !== 1) {
    refuse(options, ['type', 'ddf'], 'an F-test of one model');
    return compareModels(models, options);
  }
  refuse(options, ['refit', 'names'], 'a comparison of several models');
  const [model] = models;
  return termTests(model, options);
}

function refuse(options: object, names: readonly string[], what: string): void {
  const name = names.find((one) => one in options);
  if (name === undefined) return;
  throw new BlupError('option', `${name} is an option of ${what}; leave it out`, { value: name });
}
