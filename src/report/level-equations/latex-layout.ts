import type { LevelEquation, LevelEquations, RandomDistribution } from './equations.ts';
import { latexText, latexWriter } from './latex-writer.ts';
import {
  type Numbers,
  writeCovariance,
  writeOutcome,
  writeResidualVariance,
  writeTerms,
} from './write-equation.ts';

const writer = latexWriter;

/** One line of the alignment: both sides of a relation. */
type Line = readonly [left: string, right: string];

function equationLines(equations: readonly LevelEquation[], numbers: Numbers): Line[] {
  return equations.flatMap((equation): Line[] => {
    const [left, terms] = writeTerms(equation, writer, numbers);
    const [first, ...others] = broken(terms, LINE - widthOf(left));
    return [[left, `= ${first}`], ...others.map((rest): Line => ['', `\\quad ${rest}`])];
  });
}

/** Characters of a line, label aside, that a page of text has room for. */
const LINE = 56;

/** About as many characters as are seen. */
function widthOf(latex: string): number {
  return latex
    .replace(/\\(?:text|operatorname|mathbf)\{([^{}]*)\}/g, '$1')
    .replace(/\\underset\{[^{}]*\}/g, '')
    .replace(/\\[a-z]+/gi, 'x')
    .replace(/[{}_^\\,]/g, '').length;
}

/** Summands in lines that fit, a summand never broken. */
function broken(terms: readonly string[], room: number): string[] {
  const lines: string[] = [];
  let width = 0;
  for (const term of terms) {
    const own = widthOf(term) + 1;
    if (lines.length > 0 && width + own <= room) {
      lines[lines.length - 1] += ` ${term}`;
      width += own;
    } else {
      lines.push(term);
      width = own;
    }
  }
  return lines;
}

function matrix(rows: readonly (readonly string[])[]): string {
  const body = rows.map((row) => row.join(' & ')).join(' \\\\ ');
  return `\\begin{bmatrix} ${body} \\end{bmatrix}`;
}

function distributionLines(distribution: RandomDistribution, numbers: Numbers): Line[] {
  const entries = writeCovariance(distribution, writer, numbers);
  const names = distribution.effects.map(writer.symbol);
  if (names.length === 1) return [[names[0], `\\sim N(0, ${entries[0][0]})`]];
  const zeros = names.map(() => ['0']);
  const name = writer.matrix(distribution.letter);
  return [
    [
      matrix(names.map((effect) => [effect])),
      `\\sim N\\left(${matrix(zeros)}, ${name}\\right), \\quad ${name} = ${matrix(entries)}`,
    ],
  ];
}

function responseLines({ residual, outcome }: LevelEquations, numbers: Numbers): Line[] {
  if (outcome !== undefined) {
    return writeOutcome(outcome, writer, numbers).map(([left, sign, right]) => [
      left,
      `${sign === '~' ? '\\sim' : '='} ${right}`,
    ]);
  }
  if (residual === undefined) return [];
  const variance = writeResidualVariance(residual, writer, numbers);
  return [[writer.symbol(residual.symbol), `\\sim N(0, ${variance})`]];
}

function section(title: string, lines: readonly Line[]): string[] {
  return lines.map(([left, right], i) => {
    const label = i === 0 ? `${latexText(`${title}:`)} ` : '';
    return `${label}&& ${left} &${right}`;
  });
}

function levelSections(equations: LevelEquations, numbers: Numbers): string[] {
  const ofLevel = (level: number) => equations.equations.filter((e) => e.level === level);
  return [
    ...section('Level 1', [
      ...equationLines(ofLevel(1), numbers),
      ...responseLines(equations, numbers),
    ]),
    ...equations.distributions.flatMap((distribution) =>
      section(`Level ${distribution.level} (${distribution.group})`, [
        ...equationLines(ofLevel(distribution.level), numbers),
        ...distributionLines(distribution, numbers),
      ]),
    ),
  ];
}

function crossedSection(equations: LevelEquations, numbers: Numbers): string[] {
  const { combined, distributions } = equations;
  return [
    ...section('Combined', equationLines([combined], numbers)),
    ...distributions.flatMap((distribution) =>
      section(distribution.group, distributionLines(distribution, numbers)),
    ),
    ...section(
      equations.outcome === undefined ? 'Residual' : 'Response',
      responseLines(equations, numbers),
    ),
  ];
}

/** Equations as an `align*` environment of amsmath, aligned at the relations. */
export function latexLayout(
  equations: LevelEquations,
  numbers: Numbers,
  combined: boolean,
): string {
  const lines = equations.crossed
    ? crossedSection(equations, numbers)
    : [
        ...levelSections(equations, numbers),
        ...(combined ? section('Combined', equationLines([equations.combined], numbers)) : []),
      ];
  return `\\begin{align*}\n${lines.map((line) => `  ${line}`).join(' \\\\\n')}\n\\end{align*}\n`;
}
