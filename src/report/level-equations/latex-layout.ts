import type { LevelEquation, LevelEquations, RandomDistribution } from './equations.ts';
import { latexText, latexWriter } from './latex-writer.ts';
import {
  type Numbers,
  writeCovariance,
  writeEquation,
  writeResidualVariance,
} from './write-equation.ts';

const writer = latexWriter;

/** One line of the alignment: both sides of a relation. */
type Line = readonly [left: string, right: string];

function equationLines(equations: readonly LevelEquation[], numbers: Numbers): Line[] {
  return equations.map((equation) => {
    const [left, right] = writeEquation(equation, writer, numbers);
    return [left, `= ${right}`];
  });
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

function residualLine({ residual }: LevelEquations, numbers: Numbers): Line {
  const variance = writeResidualVariance(residual, writer, numbers);
  return [writer.symbol(residual.symbol), `\\sim N(0, ${variance})`];
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
      residualLine(equations, numbers),
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
    ...section('Residual', [residualLine(equations, numbers)]),
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
