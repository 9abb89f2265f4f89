import type { Expression } from './expression.ts';
import type { FormulaSides } from './parse-expression.ts';

/** A variable of a model formula: a column or a call on columns. */
export interface FormulaVariable {
  /** R's spelling: `x`, `` `a b` ``, `poly(x, 2)`. Equal names mean equal variables. */
  readonly name: string;
  readonly expression: Expression;
}

/** A product of variables. */
export interface FormulaTerm {
  /** The names joined by `:`. */
  readonly label: string;
  /** Indices into `variables` of the term list, increasing. */
  readonly variables: readonly number[];
}

/** One model formula worked out: what R's `terms()` finds in it. */
export interface TermList {
  readonly intercept: boolean;
  /** In order of appearance. */
  readonly variables: readonly FormulaVariable[];
  /** By degree, then in order of appearance. */
  readonly terms: readonly FormulaTerm[];
  /** Arguments of `offset(…)`, each as a variable. */
  readonly offsets: readonly FormulaVariable[];
}

/** One random term `(terms | group)`; `(x | a/b)` makes two of them. */
export interface RandomBar {
  /** As printed: `cses | school`. */
  readonly label: string;
  readonly terms: TermList;
  /** Written with `||`: every coefficient is a term of its own. */
  readonly uncorrelated: boolean;
  readonly group: FormulaVariable;
  /** The left side as the user wrote it, in R's spacing. */
  readonly left: string;
}

/** What level equations say beyond their formula. */
export interface FormulaLevels {
  /** Grouping factors with random effects from level 2 upwards, each nested in the next. */
  readonly groups: readonly string[];
  /** Group of the equation in which a variable above level 1 stands. */
  readonly at: Readonly<Record<string, string>>;
}

/** A model formula, worked out as far as this is possible without data. */
export interface Formula {
  readonly kind: 'formula';
  /** As the user wrote it. */
  readonly text: string;
  readonly sides: FormulaSides;
  /** Absent in a one-sided formula. */
  readonly response?: FormulaVariable;
  readonly fixed: TermList;
  /** In formula order, the inner factor of a nesting first: `a/b` gives `b:a`, `a`. */
  readonly random: readonly RandomBar[];
  /** True while a `.` waits for the names of the columns: see `expandDot`. */
  readonly hasDot: boolean;
  /** Present when the text is level equations. */
  readonly levels?: FormulaLevels;
}
