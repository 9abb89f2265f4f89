import { standardErrors } from '../../effects/vcov.ts';
import { BlupError } from '../../errors/blup-error.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import { deparseFormula } from '../../formula/deparse.ts';
import type { Formula, TermList } from '../../formula/formula.ts';
import { parseFormula } from '../../formula/parse-formula.ts';
import { type PartResponse, responseOf } from './response-distribution.ts';

/** A coefficient with the variables of its product; none for the intercept. */
export interface PartTerm {
  readonly name: string;
  readonly factors: readonly string[];
  readonly estimate?: number;
  readonly standardError?: number;
}

/** One random term: correlated coefficients on one grouping factor. */
interface PartRandom {
  readonly group: string;
  readonly effects: readonly PartTerm[];
  /** Row by row. */
  readonly covariance?: readonly (readonly number[])[];
}

/** What equations need of a formula or of a model. */
export interface ModelParts {
  readonly formula: string;
  readonly response: string;
  readonly offsets: readonly string[];
  readonly fixed: readonly PartTerm[];
  readonly random: readonly PartRandom[];
  readonly residualVariance?: number;
  /** Of a generalised model. */
  readonly outcome?: PartResponse;
  /** Name of the precision weights. */
  readonly weights?: string;
}

const intercept = '(Intercept)';

function termsOf({ intercept: has, terms, variables }: TermList): PartTerm[] {
  const own = terms.map(({ label, variables: indices }) => ({
    name: label,
    factors: indices.map((v) => variables[v].name),
  }));
  return has ? [{ name: intercept, factors: [] }, ...own] : own;
}

/** The parts of a formula without data: every term is one coefficient. */
export function partsOfFormula(formula: Formula): ModelParts {
  if (formula.response === undefined) {
    throw new BlupError('response', 'the formula has no response; write it left of the "~"', {
      value: formula.text,
    });
  }
  if (formula.hasDot) {
    throw new BlupError(
      'formula-meaning',
      'what "." stands for depends on the data; name the columns, or give the fitted model',
      { value: formula.text },
    );
  }
  return {
    formula: deparseFormula(formula),
    response: formula.response.name,
    offsets: formula.fixed.offsets.map(({ name }) => name),
    fixed: termsOf(formula.fixed),
    random: formula.random.flatMap(({ terms, group, uncorrelated }) => {
      const effects = termsOf(terms);
      const blocks = uncorrelated ? effects.map((effect) => [effect]) : [effects];
      return blocks.map((block) => ({ group: group.name, effects: block }));
    }),
  };
}

/** Variables of a term's label: `a:b` has two, `I(a:b)` one. */
function variablesOf(label: string): readonly string[] {
  try {
    const { terms, variables } = parseFormula(`~ ${label}`).fixed;
    const [term, ...others] = terms;
    if (term === undefined || others.length > 0) return [label];
    return term.variables.map((v) => variables[v].name);
  } catch {
    // A column of `||`, as `0 + sectorCatholic | school` shows it, need not be a term of the language.
    return [label];
  }
}

/** The part of each variable in a column's name: `cses:sectorCatholic` by `cses` and `sector`; undefined if it is not of them. */
function splitName(name: string, variables: readonly string[]): string[] | undefined {
  const starts = [0];
  if (!name.startsWith(variables[0] ?? '')) return undefined;
  for (const variable of variables.slice(1)) {
    const at = name.indexOf(`:${variable}`, starts[starts.length - 1]);
    if (at < 0) return undefined;
    starts.push(at + 1);
  }
  return starts.map((start, i) => name.slice(start, (starts[i + 1] ?? name.length + 1) - 1));
}

function labelsOfBar(label: string): string[] {
  const bar = label.slice(0, label.lastIndexOf(' | '));
  try {
    return parseFormula(`~ ${bar}`).fixed.terms.map((term) => term.label);
  } catch {
    return [];
  }
}

function factorsOfName(name: string, labels: readonly string[]): readonly string[] {
  if (name === intercept) return [];
  const found = labels
    .map((label) => splitName(name, variablesOf(label)))
    .filter((factors) => factors !== undefined);
  // The label with most variables says most about the name: `a` fits `a:b` too.
  return found.sort((a, b) => b.length - a.length)[0] ?? [name];
}

function isWeighted(model: AnyModel): boolean {
  if (model.kind === 'glmm') return false;
  const { optionColumns, design, saved } = model;
  if (optionColumns?.precisionWeights !== undefined) return true;
  return saved === undefined
    ? design.precisionWeights !== undefined
    : saved.facts?.weighted === true;
}

/** The parts of a fitted model: every column of the model matrix is one coefficient. */
export function partsOfModel(model: AnyModel): ModelParts {
  const outcome = responseOf(model);
  const { names, estimates, assign, termLabels } = model.fixed;
  const errors = model.certificate.certified ? standardErrors(model) : undefined;
  const fixed = names.map((name, i): PartTerm => {
    const standardError = errors?.[i];
    const found = assign[i] === 0 ? [] : factorsOfName(name, [termLabels[assign[i]]]);
    return {
      name,
      factors: found,
      estimate: estimates[i],
      ...(standardError === undefined ? {} : { standardError }),
    };
  });
  const random = model.random.map(({ group, label, names: own, covariance }): PartRandom => {
    const k = own.length;
    const labels = labelsOfBar(label);
    return {
      group,
      effects: own.map((name) => {
        const same = fixed.find((term) => term.name === name);
        return { name, factors: same?.factors ?? factorsOfName(name, labels) };
      }),
      covariance: own.map((_, r) => own.map((__, c) => covariance[c * k + r])),
    };
  });
  const { offset, precisionWeights = 'w' } = model.optionColumns ?? {};
  return {
    formula: model.formula,
    response: model.responseName,
    offsets: [
      ...parseFormula(model.formula).fixed.offsets.map(({ name }) => name),
      ...(offset === undefined ? [] : [`offset(${offset})`]),
    ],
    fixed,
    random,
    ...(outcome === undefined ? { residualVariance: model.sigma ** 2 } : { outcome }),
    ...(isWeighted(model) && { weights: precisionWeights }),
  };
}
