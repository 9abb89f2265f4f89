import type { AnyModel } from '../fit/generalised-model.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { ratioMeaning } from '../inference/contrasts/ratios.ts';
import type { ModelTableOptions } from './model-table-record.ts';

const METHODS: Readonly<Record<DdfMethod, string>> = {
  satterthwaite: "Satterthwaite's degrees of freedom",
  'kenward-roger': "Kenward-Roger's degrees of freedom",
  residual: 'residual degrees of freedom',
  none: 'normal distribution',
};

const CRITERIA = ['logLik', 'AIC', 'BIC'] as const;

/** What a reader of a table of models must know: what stands in brackets, what stars mean, and what cannot be compared. */
export function modelTableNotes(
  models: readonly AnyModel[],
  names: readonly string[],
  thresholds: readonly number[],
  options: ModelTableOptions,
): string[] {
  const { spread = 'se', level = 0.95, ddf = 'satterthwaite', intervals, measures } = options;
  const hasCriteria = CRITERIA.some((name) => measures?.includes(name) ?? true);
  const how = testedBy(models, ddf);
  const percent = `${Number((100 * level).toPrecision(12))} %`;
  const notes: string[] = [];
  if (spread === 'se') notes.push('Standard errors in parentheses.');
  if (spread === 'interval') {
    const what = intervals === undefined ? `${percent} Wald intervals` : 'Confidence intervals';
    notes.push(`${what} in brackets${intervals === undefined ? ` (${how})` : ''}.`);
  }
  if (thresholds.length > 0) {
    const marks = thresholds.map((x, i) => `${'*'.repeat(i + 1)} p < ${x}`);
    notes.push(`${marks.join(', ')} (${how}).`);
  }
  if (options.exponentiate === true) notes.push(...ratioNotes(models, names));
  const responses = new Set(models.map(({ responseName }) => responseName));
  if (responses.size > 1) notes.push(`Responses: ${listed(models, names, (m) => m.responseName)}.`);
  if (!models.every((model) => sameRows(model, models[0]))) {
    notes.push(
      'The models were not fitted to the same observations; their criteria do not compare.',
    );
  } else if (hasCriteria && responses.size === 1 && !comparable(models)) {
    notes.push(
      models.every(({ kind }) => kind === 'lmm')
        ? 'Log-likelihood, AIC and BIC of REML fits compare only models with the same fixed effects.'
        : 'Log-likelihood, AIC and BIC compare only models of one family, by one approximation.',
    );
  }
  models.forEach(({ certificate, singularDirections }, i) => {
    if (!certificate.certified) {
      notes.push(`${names[i]}: not certified (${certificate.missing}); no standard errors.`);
    }
    for (const { text } of singularDirections) notes.push(`${names[i]}: singular fit; ${text}.`);
  });
  return notes;
}

function sameRows(a: AnyModel, b: AnyModel): boolean {
  if (a.rows === undefined || b.rows === undefined) return a.nobs === b.nobs;
  const { rows } = b;
  return a.rows.length === rows.length && a.rows.every((row, i) => row === rows[i]);
}

function listed(
  models: readonly AnyModel[],
  names: readonly string[],
  text: (model: AnyModel) => string,
): string {
  return models.map((model, i) => `${names[i]} ${text(model)}`).join(', ');
}

/** Whether the criteria of the models can be compared: all by ML, or all by REML with the same fixed effects. */
function comparable(models: readonly AnyModel[]): boolean {
  if (models.every(({ method }) => method === 'ML')) return true;
  if (models.some(({ kind }) => kind === 'glmm')) {
    const facts = models.map((m) => (m.kind === 'glmm' ? [m.family, m.points] : m.method));
    return new Set(facts.map((fact) => JSON.stringify(fact))).size === 1;
  }
  const kinds = models.map(({ method, fixed }) => JSON.stringify([method, fixed.names]));
  return new Set(kinds).size === 1;
}

/** Where intervals and p-values come from. */
function testedBy(models: readonly AnyModel[], ddf: DdfMethod): string {
  if (models.every(({ kind }) => kind === 'glmm')) return METHODS.none;
  const mixed = ddf !== 'none' && models.some(({ kind }) => kind === 'glmm');
  return mixed ? `${METHODS[ddf]}; generalised models ${METHODS.none}` : METHODS[ddf];
}

const PLURALS = {
  'odds ratio': 'odds ratios',
  'ratio of means': 'ratios of means',
  'hazard ratio': 'hazard ratios',
} as const;

/** What exponentials are, and which models have none. */
function ratioNotes(models: readonly AnyModel[], names: readonly string[]): string[] {
  const meanings = models.map(ratioMeaning);
  const kinds = [...new Set(meanings.filter((meaning) => meaning !== undefined))];
  const listOf = (wanted: string | undefined) =>
    names.filter((_, i) => meanings[i] === wanted).join(', ');
  if (kinds.length === 1 && !meanings.includes(undefined)) {
    return [`Coefficients are exponentials: ${PLURALS[kinds[0]]}.`];
  }
  return kinds.map((kind) => `Coefficients of ${listOf(kind)} are exponentials: ${PLURALS[kind]}.`);
}
