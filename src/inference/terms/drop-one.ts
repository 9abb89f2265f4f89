import { modelColumns } from '../../design/model-columns.ts';
import { dofModel } from '../../effects/log-lik.ts';
import { changeFixed } from '../../engine/change-fixed.ts';
import { triangularise } from '../../engine/triangularise.ts';
import { BlupError } from '../../errors/blup-error.ts';
import type { Notice } from '../../errors/notice.ts';
import type {
  AnyModel,
  FittedGeneralisedModel,
  GeneralisedModel,
} from '../../fit/generalised-model.ts';
import type { Model } from '../../fit/model.ts';
import { type Optimum, optimum } from '../../fit/optimum.ts';
import type { ModelFrame } from '../../frame/frame.ts';
import { notCertifiedNotice } from '../comparison/reduced-fit.ts';
import { combinedColumns, reducedFixed } from '../comparison/reduced-generalised.ts';
import { checkDdf, type DdfMethod } from '../contrasts/ddf-method.ts';
import { chiSquaredTail } from '../distributions/chi-squared.ts';
import { coordinates, type MakeColumns } from './coordinates.ts';
import { columnsOfFrame } from './generalised-term-tests.ts';
import { termsAbove, withoutTerm } from './term-order.ts';
import { frameOf, type TermTest, testTerm } from './term-tests.ts';

/** How terms are dropped. */
export interface DropOneOptions {
  /** F-tests (default), or likelihood-ratio tests of models refitted by ML (always of generalised models). */
  readonly test?: 'F' | 'Chisq';
  /** Of F-tests; default `satterthwaite`. */
  readonly ddf?: DdfMethod;
}

/** Likelihood-ratio test of the model without one term. */
export interface DroppedTerm {
  /** Absent in the row of the whole model, as the test. */
  readonly term?: string;
  /** Number of coefficients that go with the term. */
  readonly npar?: number;
  /** By ML. */
  readonly aic: number;
  readonly logLik: number;
  readonly lrt?: number;
  readonly p?: number;
}

/** Tests of the terms that can be dropped from a model, by F. */
export interface DropOneF {
  readonly kind: 'drop-one-f';
  readonly ddf: DdfMethod;
  readonly formula: string;
  readonly rows: readonly TermTest[];
  readonly notices: readonly Notice[];
}

/** Tests of the terms that can be dropped from a model, by likelihood ratio; the whole model comes first. */
export interface DropOneChisq {
  readonly kind: 'drop-one-chisq';
  readonly formula: string;
  readonly rows: readonly DroppedTerm[];
  readonly notices: readonly Notice[];
}

/** What the model without a term is, within the whole one. */
interface Reduced {
  readonly label: string;
  /** p×p₀: the coefficients of the whole model from those of the reduced one; independent columns. */
  readonly matrix: Float64Array;
  /** Rows ℓ with ℓᵀβ = 0 for all coefficients that the reduced model can have. */
  readonly hypothesis: readonly Float64Array[];
}

/** A column of coordinates with a smaller share outside the span of the earlier ones depends on them. */
const DEPENDENT = 1e-9;

function reducedModel(frame: ModelFrame, kept: Int32Array, term: number): Reduced {
  const list = frame.formula.fixed;
  const p = kept.length;
  const whole: MakeColumns = (variables, store) => {
    const { columns } = modelColumns(list, variables, store);
    return Array.from(kept, (j) => columns[j]);
  };
  const without: MakeColumns = (variables, store) =>
    modelColumns(withoutTerm(list, term), variables, store).columns;
  const { matrix } = coordinates(frame, list, p, whole, without);
  const columns = Array.from({ length: p === 0 ? 0 : matrix.length / p }, (_, c) =>
    matrix.slice(c * p, (c + 1) * p),
  );
  // Columns of the reduced model depend on each other where those of the whole one do.
  const reflected = columns.map((column) => column.slice());
  const units = Array.from({ length: p }, (_, i) => {
    const unit = new Float64Array(p);
    unit[i] = 1;
    return unit;
  });
  const independent = triangularise([...reflected, ...units], columns.length, DEPENDENT);
  const rank = independent.length;
  const chosen = new Float64Array(p * rank);
  independent.forEach((c, at) => {
    chosen.set(columns[c], at * p);
  });
  return {
    label: list.terms[term].label,
    matrix: chosen,
    // The rest of the orthonormal basis: unit vectors where the reduced model is the whole one without some columns.
    hypothesis: Array.from({ length: p - rank }, (_, k) =>
      Float64Array.from(units, (unit) => unit[rank + k]),
    ),
  };
}

/** The criterion of a generalised model without a term. */
function generalisedWithout(model: FittedGeneralisedModel, { matrix }: Reduced): Optimum {
  const { design, fixed, thresholds } = model;
  const own = fixed.names.map((name) => design.fixed.columns[design.fixed.names.indexOf(name)]);
  // The first column is the constant that fits of ordinal models have no column for.
  const constant = new Float64Array(design.n).fill(1);
  const columns = combinedColumns(thresholds ? [constant, ...own] : own, matrix).slice(
    thresholds ? 1 : 0,
  );
  return reducedFixed(model, {
    columns,
    names: columns.map((_, c) => `column ${c + 1}`),
    assign: columns.map(() => 1),
  });
}

function likelihoodRatios(model: AnyModel, reduced: readonly Reduced[]): DropOneChisq {
  const { formula } = model;
  const npar = dofModel(model);
  const { objective, certificate } = model;
  const whole: Optimum =
    model.method !== 'REML'
      ? { objective, ...(certificate.missing && { missing: certificate.missing }) }
      : optimum(model.crossProducts, 'ML');
  const first = { aic: whole.objective + 2 * npar, logLik: -whole.objective / 2 };
  const notices = notCertifiedNotice(formula, whole);
  const rows = reduced.map((one): DroppedTerm => {
    const { label, matrix, hypothesis } = one;
    const df = hypothesis.length;
    if (df === 0) {
      return { ...first, term: label, npar: 0 };
    }
    const fit =
      model.kind === 'glmm'
        ? generalisedWithout(model as FittedGeneralisedModel, one)
        : optimum(changeFixed(model.crossProducts, matrix), 'ML');
    notices.push(...notCertifiedNotice(`the model without ${label}`, fit));
    const lrt = Math.max(0, fit.objective - whole.objective);
    return {
      term: label,
      npar: df,
      aic: fit.objective + 2 * (npar - df),
      logLik: -fit.objective / 2,
      lrt,
      p: chiSquaredTail(lrt, df),
    };
  });
  return { kind: 'drop-one-chisq', formula, rows: [first, ...rows], notices };
}

/**
 * Tests of each term of the fixed effects that can be dropped: those that no other term contains. R's `drop1`.
 *
 * The model without a term is what the formula without it gives, so that without an intercept another factor takes over the
 * coding in full. Generalised models are fitted to their rows anew. F-tests are of the coefficients that go with the term, likelihood ratios by ML from the cross-products
 * (no row is read again).
 *
 * @throws `option` for unknown tests and methods; `input` for a model of a design made by hand; `not-fitted` when the fit is
 *   not certified
 */
export function dropOne(model: GeneralisedModel, options?: DropOneOptions): DropOneChisq;
export function dropOne(
  model: AnyModel,
  options: DropOneOptions & { readonly test: 'Chisq' },
): DropOneChisq;
export function dropOne(model: Model, options?: DropOneOptions & { readonly test?: 'F' }): DropOneF;
export function dropOne(model: AnyModel, options?: DropOneOptions): DropOneF | DropOneChisq;
export function dropOne(model: AnyModel, options: DropOneOptions = {}): DropOneF | DropOneChisq {
  const { test = model.kind === 'glmm' ? 'Chisq' : 'F', ddf = 'satterthwaite' } = options;
  checkDdf(ddf);
  if (test !== 'F' && test !== 'Chisq') {
    throw new BlupError('option', `test is "${String(test)}"; use "F" or "Chisq"`, { value: test });
  }
  if (test === 'F' && model.kind === 'glmm') {
    throw new BlupError(
      'option',
      'generalised models have no F-tests; leave out test, or give "Chisq"',
      {
        value: test,
      },
    );
  }
  const frame = frameOf(model);
  const list = frame.formula.fixed;
  const kept =
    model.kind === 'glmm'
      ? columnsOfFrame(model as FittedGeneralisedModel)
      : model.crossProducts.kept;
  const reduced = list.terms.flatMap((_, t) =>
    termsAbove(list, t).length > 0 ? [] : [reducedModel(frame, kept, t)],
  );
  if (test === 'Chisq') return likelihoodRatios(model, reduced);
  return {
    kind: 'drop-one-f',
    ddf,
    formula: model.formula,
    rows: reduced.map(({ label, hypothesis }) => testTerm(model, label, hypothesis, ddf)),
    notices: [],
  };
}
