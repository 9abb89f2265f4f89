import { textWidth } from '../text-table.ts';
import type { LevelEquation, LevelEquations, RandomDistribution } from './equations.ts';
import { unicodeWriter } from './unicode-writer.ts';
import {
  type Numbers,
  writeCovariance,
  writeEquation,
  writeOutcome,
  writeResidualVariance,
} from './write-equation.ts';

const writer = unicodeWriter;

function equationLines(equations: readonly LevelEquation[], numbers: Numbers): string[] {
  return equations.map((equation) => writeEquation(equation, writer, numbers).join(' = '));
}

function matrixLines(name: string, entries: readonly (readonly string[])[]): string[] {
  const widths = entries.map((_, c) => Math.max(...entries.map((row) => textWidth(row[c]))));
  const last = entries.length - 1;
  return entries.map((row, r) => {
    const [open, close] = r === 0 ? ['⎡', '⎤'] : r === last ? ['⎣', '⎦'] : ['⎢', '⎥'];
    const cells = row.map((cell, c) => ' '.repeat(widths[c] - textWidth(cell)) + cell);
    const begin = r === 0 ? `${name} = ` : ' '.repeat(textWidth(name) + 3);
    return `${begin}${open}${cells.join('  ')}${close}`;
  });
}

/** Effects of different blocks, as `u₀ⱼ ⟂ u₁ⱼ`: in one line when no two are correlated. */
function orthogonalLines({ effects, blocks }: RandomDistribution): string[] {
  const names = effects.map(writer.symbol);
  if (new Set(blocks).size === blocks.length) return names.length > 1 ? [names.join(' ⟂ ')] : [];
  return names.flatMap((a, i) =>
    names.flatMap((b, j) => (j > i && blocks[i] !== blocks[j] ? [`${a} ⟂ ${b}`] : [])),
  );
}

function distributionLines(distribution: RandomDistribution, numbers: Numbers): string[] {
  const { effects, letter } = distribution;
  const entries = writeCovariance(distribution, writer, numbers);
  const names = effects.map(writer.symbol);
  if (names.length === 1) return [`${names[0]} ~ N(0, ${entries[0][0]})`];
  const matrix = writer.matrix(letter);
  return [
    `(${names.join(', ')}) ~ N(0, ${matrix})`,
    ...matrixLines(matrix, entries),
    ...orthogonalLines(distribution),
  ];
}

function responseLines({ residual, outcome }: LevelEquations, numbers: Numbers): string[] {
  if (outcome !== undefined) {
    return writeOutcome(outcome, writer, numbers).map((sides) => sides.join(' '));
  }
  if (residual === undefined) return [];
  return [
    `${writer.symbol(residual.symbol)} ~ N(0, ${writeResidualVariance(residual, writer, numbers)})`,
  ];
}

function section(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines.map((line) => `  ${line}`)].join('\n');
}

function levelSections(equations: LevelEquations, numbers: Numbers): string[] {
  const first = equations.equations.filter(({ level }) => level === 1);
  const own = [...equationLines(first, numbers), ...responseLines(equations, numbers)];
  return [
    section('Level 1', own),
    ...equations.distributions.map((distribution) => {
      const { level, group } = distribution;
      const lines = equationLines(
        equations.equations.filter((equation) => equation.level === level),
        numbers,
      );
      return section(`Level ${level} (${group})`, [
        ...lines,
        ...distributionLines(distribution, numbers),
      ]);
    }),
  ];
}

function crossedSection(equations: LevelEquations, numbers: Numbers): string {
  const { groups, combined, distributions } = equations;
  const who = groups.map(({ group, units }) => `${units} = ${group}`).join(', ');
  return section(`Combined, ${who}`, [
    ...equationLines([combined], numbers),
    ...distributions.flatMap((distribution) => distributionLines(distribution, numbers)),
    ...responseLines(equations, numbers),
  ]);
}

/** Equations as lines of Unicode text, one section for each level. */
export function textLayout(equations: LevelEquations, numbers: Numbers, combined: boolean): string {
  const { crossed, formula } = equations;
  const sections = crossed
    ? [crossedSection(equations, numbers)]
    : [
        ...levelSections(equations, numbers),
        ...(combined ? [section('Combined', equationLines([equations.combined], numbers))] : []),
      ];
  return `${[...sections, section('Formula', [formula])].join('\n\n')}\n`;
}
