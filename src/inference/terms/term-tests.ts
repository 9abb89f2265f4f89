import { BlupError } from '../../errors/blup-error.ts';
import type { Notice } from '../../errors/notice.ts';
import type { AnyModel, FittedGeneralisedModel } from '../../fit/generalised-model.ts';
import { keptFacts, withRows } from '../../fit/kept.ts';
import type { FittedModel } from '../../fit/model.ts';
import type { TermFacts } from '../../fit/row-facts.ts';
import type { ModelFrame } from '../../frame/frame.ts';
import { contest } from '../contrasts/contest.ts';
import { checkDdf, type DdfMethod } from '../contrasts/ddf-method.ts';
import { generalisedContrasts } from './generalised-term-tests.ts';
import {
  type TermContrasts,
  typeOneContrasts,
  typeTwoContrasts,
  unweightedTriangle,
} from './sequential-contrasts.ts';
import { containingTerms } from './term-order.ts';
import { typeThreeContrasts } from './type-three-contrasts.ts';

/** How the terms of one model are tested. */
export interface TermTestsOptions {
  /** 1 sequential, 2 each adjusted for all that do not contain it, 3 (default) each adjusted for all others. */
  readonly type?: 1 | 2 | 3;
  /** Default `satterthwaite`. Generalised models have Wald's χ² tests and take no notice of it. */
  readonly ddf?: DdfMethod;
}

/** F-test of one term of the fixed effects; of a generalised model Wald's χ² test. */
export interface TermTest {
  readonly term: string;
  /** Rank of the hypothesis; 0 when the term has no coefficient of its own, and then nothing else is there. */
  readonly numDf: number;
  /** F times σ̂² times `numDf`, as lmerTest; F without Kenward and Roger's factor. */
  readonly sumSq?: number;
  readonly meanSq?: number;
  readonly f?: number;
  /** Wald's statistic, of generalised models in place of F and sums of squares. */
  readonly chisq?: number;
  /** Absent with `ddf: 'none'`, as `p`. */
  readonly denDf?: number;
  readonly p?: number;
}

/** F-tests of all terms of the fixed effects, in the order of the formula. */
export interface TermTests {
  readonly kind: 'term-tests';
  readonly type: 1 | 2 | 3;
  readonly test: 'F' | 'Chisq';
  readonly ddf: DdfMethod;
  readonly formula: string;
  readonly rows: readonly TermTest[];
  readonly notices: readonly Notice[];
}

function noTerms(): BlupError {
  return new BlupError(
    'input',
    'the model was fitted to a design without a frame, so that its terms are unknown; fit it by a formula, or use contest(model, rows)',
  );
}

/** The frame of a model that came from a formula; a design made by hand has no terms to test. */
export function frameOf(model: AnyModel): ModelFrame {
  const { design } = withRows(model, 'tests of models without a term');
  if (design.frame !== undefined) return design.frame;
  throw noTerms();
}

/** What tables of tests take from the rows of a model; undefined for a design made by hand. */
export function termFacts({ design, crossProducts }: FittedModel): TermFacts | undefined {
  const { frame, precisionWeights } = design;
  if (frame === undefined) return undefined;
  const containing = containingOf(frame);
  const { contrasts, emptyCells } = typeThreeContrasts(frame, crossProducts.kept, containing);
  return {
    containing,
    typeThree: contrasts,
    emptyCells,
    ...(precisionWeights !== undefined && { triangle: unweightedTriangle(design) }),
  };
}

/** One row of a table of tests: what `contest` says of the hypotheses of a term. */
export function testTerm(
  model: AnyModel,
  term: string,
  rows: readonly Float64Array[],
  ddf: DdfMethod,
): TermTest {
  if (rows.length === 0) return { term, numDf: 0 };
  if (model.kind === 'glmm') {
    const { chisq, numDf, p } = contest(model, rows);
    return { term, numDf, ...(chisq !== undefined && { chisq }), p };
  }
  const { f, numDf, denDf, p, scaling = 1 } = contest(model, rows, { ddf });
  // The sums of squares of lmerTest are without Kenward and Roger's factor.
  const meanSq = (f / scaling) * model.sigma ** 2;
  const test = { term, numDf, sumSq: meanSq * numDf, meanSq, f };
  return ddf === 'none' ? test : { ...test, denDf, p };
}

function emptyCellsNotice(cells: readonly string[]): Notice[] {
  if (cells.length === 0) return [];
  return [
    {
      code: 'empty-cells',
      text: `no rows for ${cells.join(', ')}: what type III compares then depends on the cells that are filled`,
      detail: { cells },
    },
  ];
}

/**
 * F-tests of the terms of the fixed effects: lmerTest's `anova(model, type, ddf)`. Of generalised models Wald's χ² tests: `car::Anova`.
 *
 * Type III is what SAS and lmerTest mean by it whatever the coding of the factors; see `typeThreeContrasts` for empty cells,
 * `containingTerms` for what is contained in what.
 *
 * @throws `option` for unknown types and methods; `input` for a model of a design made by hand; `not-fitted` when the fit is
 *   not certified
 */
export function termTests(model: AnyModel, options: TermTestsOptions = {}): TermTests {
  const { type = 3, ddf = 'satterthwaite' } = options;
  checkDdf(ddf);
  if (![1, 2, 3].includes(type)) {
    throw new BlupError('option', `type is ${String(type)}; use 1, 2 or 3`, { value: type });
  }
  const { contrasts, emptyCells } = contrastsOf(model, type);
  const labels = model.fixed.termLabels.slice(1);
  return {
    kind: 'term-tests',
    type,
    test: model.kind === 'glmm' ? 'Chisq' : 'F',
    ddf: model.kind === 'glmm' ? 'none' : ddf,
    formula: model.formula,
    rows: labels.map((term, t) => testTerm(model, term, contrasts[t], ddf)),
    notices: emptyCellsNotice(emptyCells),
  };
}

function containingOf({ formula, variables }: ModelFrame): number[][] {
  const list = formula.fixed;
  return list.terms.map((_, t) => containingTerms(list, variables, t));
}

function contrastsOf(
  model: AnyModel,
  type: 1 | 2 | 3,
): { contrasts: TermContrasts; emptyCells: readonly string[] } {
  if (model.kind === 'glmm') {
    const frame = frameOf(model);
    const containing = containingOf(frame);
    return generalisedContrasts(model as FittedGeneralisedModel, frame, type, containing);
  }
  if (model.saved !== undefined) {
    const { terms } = keptFacts(model, 'tables of tests of terms');
    if (terms === undefined) throw noTerms();
    const { typeThree, emptyCells, containing, triangle } = terms;
    if (type === 3) return { contrasts: typeThree, emptyCells };
    const root = triangle ?? model.crossProducts.triangle;
    if (type === 1) return { contrasts: typeOneContrasts(model, root), emptyCells: [] };
    return { contrasts: typeTwoContrasts(model, root, containing), emptyCells: [] };
  }
  const { design, crossProducts } = model;
  const root =
    design.precisionWeights === undefined ? crossProducts.triangle : unweightedTriangle(design);
  if (type === 1) return { contrasts: typeOneContrasts(model, root), emptyCells: [] };
  const frame = frameOf(model);
  const containing = containingOf(frame);
  if (type === 2) return { contrasts: typeTwoContrasts(model, root, containing), emptyCells: [] };
  return typeThreeContrasts(frame, crossProducts.kept, containing);
}
