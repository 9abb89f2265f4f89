import type { Model } from '../fit/model.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import type { ModelTableOptions } from './model-table.ts';

const METHODS: Readonly<Record<DdfMethod, string>> = {
  satterthwaite: "Satterthwaite's degrees of freedom",
  'kenward-roger': "Kenward-Roger's degrees of freedom",
  residual: 'residual degrees of freedom',
  none: 'normal distribution',
};

const CRITERIA = ['logLik', 'AIC', 'BIC'] as const;

/** What a reader of a table of models must know: what stands in brackets, what stars mean, and what cannot be compared. */
export function modelTableNotes(
  models: readonly Model[],
  names: readonly string[],
  thresholds: readonly number[],
  options: ModelTableOptions,
): string[] {
  const { spread = 'se', level = 0.95, ddf = 'satterthwaite', intervals, measures } = options;
  const hasCriteria = CRITERIA.some((name) => measures?.includes(name) ?? true);
  const percent = `${Number((100 * level).toPrecision(12))} %`;
  const notes: string[] = [];
  if (spread === 'se') notes.push('Standard errors in parentheses.');
  if (spread === 'interval') {
    const how = intervals === undefined ? `${percent} Wald intervals` : 'Confidence intervals';
    notes.push(`${how} in brackets${intervals === undefined ? ` (${METHODS[ddf]})` : ''}.`);
  }
  if (thresholds.length > 0) {
    const marks = thresholds.map((x, i) => `${'*'.repeat(i + 1)} p < ${x}`);
    notes.push(`${marks.join(', ')} (${METHODS[ddf]}).`);
  }
  const responses = new Set(models.map(({ responseName }) => responseName));
  if (responses.size > 1) notes.push(`Responses: ${listed(models, names, (m) => m.responseName)}.`);
  if (!models.every((model) => sameRows(model, models[0]))) {
    notes.push(
      'The models were not fitted to the same observations; their criteria do not compare.',
    );
  } else if (hasCriteria && responses.size === 1 && !comparable(models)) {
    notes.push(
      'Log-likelihood, AIC and BIC of REML fits compare only models with the same fixed effects.',
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

function sameRows(a: Model, b: Model): boolean {
  return a.rows.length === b.rows.length && a.rows.every((row, i) => row === b.rows[i]);
}

function listed(
  models: readonly Model[],
  names: readonly string[],
  text: (model: Model) => string,
): string {
  return models.map((model, i) => `${names[i]} ${text(model)}`).join(', ');
}

/** Whether the criteria of the models can be compared: all by ML, or all by REML with the same fixed effects. */
function comparable(models: readonly Model[]): boolean {
  if (models.every(({ method }) => method === 'ML')) return true;
  const kinds = models.map(({ method, fixed }) => JSON.stringify([method, fixed.names]));
  return new Set(kinds).size === 1;
}
