import { describe, expect, it } from 'vitest';
import type { Design } from '../../src/design/design.ts';
import { evaluateGeneralised } from '../../src/engine/evaluate-generalised.ts';
import type { FamilyName, LinkName } from '../../src/engine/family-codes.ts';
import type { GeneralisedInput } from '../../src/engine/generalised.ts';
import { withGeneralisedCore } from '../../src/engine/generalised-core.ts';
import { type Derivatives, groupIntegral, hermite, nestedIntegral } from '../dense-quadrature.ts';
import { randomNumbers } from '../random-design.ts';

interface Case {
  readonly family: FamilyName;
  readonly link: LinkName;
  readonly draw: (eta: number, uniform: () => number) => readonly [y: number, size: number];
  /** Log density and its first two derivatives. */
  readonly density: (y: number, size: number, eta: number) => readonly [number, number, number];
  readonly auxiliary?: readonly number[];
  readonly categories?: number;
}

function logFactorial(y: number): number {
  let sum = 0;
  for (let i = 2; i <= y; i++) sum += Math.log(i);
  return sum;
}

const logistic = (eta: number) => 1 / (1 + Math.exp(-eta));
const choose = (n: number, k: number) => logFactorial(n) - logFactorial(k) - logFactorial(n - k);

function successes(uniform: () => number, size: number, p: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += Number(uniform() < p);
  return sum;
}

function logit(y: number, size: number, eta: number): [number, number, number] {
  const p = logistic(eta);
  return [
    choose(size, y) + y * Math.log(p) + (size - y) * Math.log1p(-p),
    y - size * p,
    -size * p * (1 - p),
  ];
}

/** Categories 0, 1, 2 with thresholds −0.4 and −0.4 + e^{0.3}. */
function threeCategories(y: number, _: number, eta: number): [number, number, number] {
  const cuts = [-Infinity, -0.4, -0.4 + Math.exp(0.3), Infinity];
  const [low, high] = [logistic(cuts[y] - eta), logistic(cuts[y + 1] - eta)];
  return [Math.log(high - low), low + high - 1, -low * (1 - low) - high * (1 - high)];
}

const cases: readonly Case[] = [
  {
    family: 'binomial',
    link: 'logit',
    draw: (eta, uniform) => [Number(uniform() < logistic(eta)), 1],
    density: logit,
  },
  {
    family: 'binomial',
    link: 'logit',
    draw: (eta, uniform) => {
      const size = Math.floor(5 * uniform());
      return [successes(uniform, size, logistic(eta)), size];
    },
    density: logit,
  },
  {
    family: 'poisson',
    link: 'log',
    draw: (eta, uniform) => [successes(uniform, 12, Math.min(0.9, Math.exp(eta) / 12)), 1],
    density: (y, _, eta) => [
      y * eta - Math.exp(eta) - logFactorial(y),
      y - Math.exp(eta),
      -Math.exp(eta),
    ],
  },
  {
    family: 'gamma',
    link: 'log',
    draw: (eta, uniform) => [Math.exp(eta) * (0.2 + 1.6 * uniform()), 1],
    auxiliary: [-Math.log(3)],
    density: (y, _, eta) => {
      const z = y / Math.exp(eta);
      return [3 * (Math.log(3 * z) - z) - Math.log(2) - Math.log(y), 3 * (z - 1), -3 * z];
    },
  },
  {
    family: 'ordinal',
    link: 'logit',
    categories: 3,
    draw: (eta, uniform) => {
      const u = uniform();
      return [u < logistic(-0.4 - eta) ? 0 : u < logistic(-0.4 + Math.exp(0.3) - eta) ? 1 : 2, 1];
    },
    auxiliary: [-0.4, 0.3],
    density: threeCategories,
  },
];

/** Small groups with an intercept and `k` − 1 slopes. */
function draw(seed: number, k: number, one: Case, scale = 1): GeneralisedInput {
  const uniform = randomNumbers(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const n = 60;
  const groups = 11;
  const codes = Int32Array.from({ length: n }, () => Math.floor(groups * uniform()));
  for (let g = 0; g < groups; g++) codes[g] = g;
  const column = (make: () => number) => Float64Array.from({ length: n }, make);
  const columns = [column(() => 1), column(normal), column(() => 2 + uniform())];
  const effects = Array.from({ length: groups * k }, () => scale * normal());
  const rows = Array.from({ length: n }, (_, i) => {
    let eta = 0.2 + 0.4 * columns[1][i];
    for (let c = 0; c < k; c++)
      eta += (c === 2 ? 0.3 : 1) * effects[codes[i] * k + c] * columns[c][i];
    return one.draw(eta, uniform);
  });
  const intercept = one.family === 'ordinal' ? [] : [columns[0]];
  const design: Design = {
    kind: 'design',
    n,
    responseName: 'y',
    y: Float64Array.from(rows, ([y]) => y),
    fixed: {
      names: [...intercept.map(() => '(Intercept)'), 'x'],
      columns: [...intercept, columns[1]],
      assign: [...intercept.map(() => 0), 1],
      termLabels: ['x'],
    },
    random: [
      {
        label: 'g',
        group: 'g',
        names: ['(Intercept)', 'x', 'z'].slice(0, k),
        columns: columns.slice(0, k),
        codes,
        levels: Array.from({ length: groups }, (_, g) => `g${g}`),
      },
    ],
    offset: column(() => 0.2 * uniform()),
    notices: [],
  } as unknown as Design;
  return {
    design,
    family: one.family,
    link: one.link,
    sizes: Float64Array.from(rows, ([, size]) => size),
    ...(one.categories === undefined ? {} : { categories: one.categories }),
  };
}

/** A row times the inverse of an upper triangle (column-major). */
function solveRow(row: readonly number[], triangle: Float64Array): number[] {
  const k = row.length;
  const out: number[] = [];
  for (let c = 0; c < k; c++) {
    let sum = row[c];
    for (let r = 0; r < c; r++) sum -= out[r] * triangle[c * k + r];
    out.push(sum / triangle[c * k + c]);
  }
  return out;
}

function parameters(k: number, one: Case, zero = false): Float64Array {
  const theta: number[] = [];
  for (let c = 0; c < k; c++) {
    for (let r = c; r < k; r++) {
      theta.push(zero && c === k - 1 ? 0 : r === c ? 0.9 - 0.2 * c : 0.3 - 0.25 * r);
    }
  }
  const beta = one.family === 'ordinal' ? [0.4] : [0.1, 0.4];
  return Float64Array.from([...theta, ...beta, ...(one.auxiliary ?? [])]);
}

/** A row of X̃. The column of an ordinal response is centred, for its thresholds stand for the intercept. */
function fixedRow(
  { family }: Case,
  columns: readonly Float64Array[],
  i: number,
  triangle: Float64Array,
): number[] {
  const centred = family === 'ordinal';
  const origin = (column: Float64Array) =>
    centred ? column.reduce((sum, x) => sum + x, 0) / column.length : 0;
  return solveRow(
    columns.map((column) => column[i] - origin(column)),
    triangle,
  );
}

/** The same by the plain reference, in the engine's basis. */
function plain(
  input: GeneralisedInput,
  one: Case,
  psi: Float64Array,
  points: number,
  triangle: Float64Array,
  termTriangle: Float64Array,
): number {
  const { design } = input;
  const [{ columns, codes, levels }] = design.random;
  const k = columns.length;
  const fixed = design.fixed.columns;
  const t = Array.from({ length: k }, () => new Array<number>(k).fill(0));
  let next = 0;
  for (let c = 0; c < k; c++) for (let r = c; r < k; r++) t[r][c] = psi[next++];
  const s: number[][] = [];
  const eta: number[] = [];
  for (let i = 0; i < design.n; i++) {
    const z = solveRow(
      columns.map((column) => column[i]),
      termTriangle,
    );
    s.push(t.map((_, c) => z.reduce((sum, x, r) => sum + x * t[r][c], 0)));
    const x = fixedRow(one, fixed, i, triangle);
    eta.push(x.reduce((sum, value, j) => sum + value * psi[next + j], design.offset?.[i] ?? 0));
  }
  const density: Derivatives = (i, value) =>
    one.density(design.y[i], (input.sizes as Float64Array)[i], value);
  let total = 0;
  levels.forEach((_, g) => {
    const rows = [...codes.keys()].filter((i) => codes[i] === g);
    total += groupIntegral(rows, s, eta, density, points);
  });
  return -2 * total;
}

describe('the Gauss–Hermite rule', () => {
  it.each([1, 2, 3, 8, 25, 50, 101])('integrates polynomials exactly (%i points)', (n) => {
    withGeneralisedCore((core) => {
      const nodes = core.writeF64(new Float64Array(n));
      const logs = core.writeF64(new Float64Array(n));
      (
        core.exports as unknown as { hermiteRule(n: number, a: number, b: number): void }
      ).hermiteRule(n, nodes, logs);
      const t = core.readF64(nodes, n);
      const w = core.readF64(logs, n).map(Math.exp);
      // Moments of the normal: 1, 0, 1, 0, 3, 0, 15, exact up to degree 2n − 1.
      [1, 0, 1, 0, 3, 0, 15].slice(0, 2 * n).forEach((moment, power) => {
        const sum = t.reduce((total, x, j) => total + w[j] * x ** power, 0);
        expect(Math.abs(sum - moment)).toBeLessThan(2e-13 * Math.max(1, moment));
      });
      if (n > 50) return;
      const reference = hermite(n);
      reference.nodes.forEach((node, j) => {
        expect(Math.abs(t[j] - node)).toBeLessThan(1e-13 * Math.max(1, Math.abs(node)));
        expect(Math.abs(w[j] / reference.weights[j] - 1)).toBeLessThan(1e-10);
      });
    });
  });
});

describe.each(cases)('$family with $link link', (one) => {
  it.each([
    [1, 1],
    [1, 2],
    [1, 7],
    [1, 25],
    [1, 60],
    [2, 5],
    [2, 20],
    [2, 8],
    [3, 1],
    [3, 4],
  ])('%i coefficients, %i points: the value of plain quadrature', (k, points) => {
    const input = draw(7 * k + points, k, one);
    for (const zero of [false, true]) {
      const psi = parameters(k, one, zero);
      const { objective, triangle, termTriangles } = evaluateGeneralised(input, () => psi, points);
      const reference = plain(input, one, psi, points, triangle, termTriangles[0]);
      expect(Math.abs(objective - reference)).toBeLessThan(1e-10 * Math.abs(reference));
    }
  });

  it.each([
    [1, 1],
    [1, 6],
    [1, 9],
    [2, 4],
    [2, 5],
    [3, 3],
  ])('%i coefficients, %i points: the gradient of its value', (k, points) => {
    const input = draw(3 * k + points, k, one);
    for (const zero of [false, true]) {
      const psi = parameters(k, one, zero);
      const { gradient } = evaluateGeneralised(input, () => psi, points);
      const largest = Math.max(1, ...gradient.map(Math.abs));
      gradient.forEach((slope, j) => {
        const difference = (h: number): number => {
          const [up, down] = [psi.slice(), psi.slice()];
          up[j] += h;
          down[j] -= h;
          const above = evaluateGeneralised(input, () => up, points).objective;
          return (above - evaluateGeneralised(input, () => down, points).objective) / (2 * h);
        };
        const [a, b, c] = [difference(1e-2), difference(5e-3), difference(2.5e-3)];
        const [d, e] = [(4 * b - a) / 3, (4 * c - b) / 3];
        expect(Math.abs(slope - (16 * e - d) / 15)).toBeLessThan(1e-7 * largest);
      });
    }
  });
});

/** The design of `draw` with its groups cut in up to three, `inner` coefficients for each part, `outer` for the whole. */
function nest(input: GeneralisedInput, inner: number, outer: number): GeneralisedInput {
  const [term] = input.design.random;
  const part = Int32Array.from(term.codes, (code, i) => 3 * code + (i % 3));
  const seen = new Map<number, number>();
  // Levels numbered in the order of their rows, which is not the order of the outer levels.
  const codes = part.map((code) => {
    const known = seen.get(code) ?? seen.size;
    seen.set(code, known);
    return known;
  });
  const cut = (k: number) => ({ names: term.names.slice(0, k), columns: term.columns.slice(0, k) });
  const levels = Array.from({ length: seen.size }, (_, g) => `p${g}`);
  const random = [
    { ...term, ...cut(inner), label: 'g:p', group: 'g:p', codes, levels },
    { ...term, ...cut(outer) },
  ];
  return { ...input, design: { ...input.design, random } };
}

function nestedParameters(inner: number, outer: number, one: Case, zero = false): Float64Array {
  const m = (k: number) => (k * (k + 1)) / 2;
  const first = parameters(inner, one, zero).slice(0, m(inner));
  return Float64Array.from([...first.map((x) => 0.7 * x), ...parameters(outer, one)]);
}

describe.each(cases)('two nested factors: $family with $link link', (one) => {
  const shapes = [
    [1, 1, 5],
    [1, 2, 4],
    [2, 1, 3],
    [2, 2, 2],
  ] as const;

  it.each(shapes)(
    '%i in %i coefficients, %i points: the value of plain quadrature',
    (inner, outer, points) => {
      const whole = Math.max(inner, outer);
      const input = nest(draw(points + 20 * inner + outer, whole, one, 0.7), inner, outer);
      const psi = nestedParameters(inner, outer, one);
      const { objective, triangle, termTriangles } = evaluateGeneralised(input, () => psi, points);
      const { design } = input;
      const scaled = (t: number, next: number) => {
        const { columns } = design.random[t];
        const k = columns.length;
        const template = Array.from({ length: k }, () => new Array<number>(k).fill(0));
        let position = next;
        for (let c = 0; c < k; c++) for (let r = c; r < k; r++) template[r][c] = psi[position++];
        return Array.from({ length: design.n }, (_, i) => {
          const z = solveRow(
            columns.map((column) => column[i]),
            termTriangles[t],
          );
          return template.map((_, c) => z.reduce((sum, x, r) => sum + x * template[r][c], 0));
        });
      };
      const m = (inner * (inner + 1)) / 2;
      const fixedFrom = m + (outer * (outer + 1)) / 2;
      const eta = Array.from({ length: design.n }, (_, i) =>
        fixedRow(one, design.fixed.columns, i, triangle).reduce(
          (sum, x, j) => sum + x * psi[fixedFrom + j],
          design.offset?.[i] ?? 0,
        ),
      );
      const density: Derivatives = (i, value) =>
        one.density(design.y[i], (input.sizes as Float64Array)[i], value);
      const [parts, wholes] = design.random;
      let total = 0;
      wholes.levels.forEach((_, g) => {
        const own = new Map<number, number[]>();
        wholes.codes.forEach((code, i) => {
          if (code === g) own.set(parts.codes[i], [...(own.get(parts.codes[i]) ?? []), i]);
        });
        total += nestedIntegral(
          [...own.values()],
          scaled(1, m),
          scaled(0, 0),
          eta,
          density,
          points,
        );
      });
      expect(Math.abs(objective + 2 * total)).toBeLessThan(1e-9 * Math.abs(objective));
    },
  );

  it.each(shapes)(
    '%i in %i coefficients, %i points: the gradient of its value',
    (inner, outer, points) => {
      const whole = Math.max(inner, outer);
      const input = nest(draw(points + 30 * inner + outer, whole, one, 0.7), inner, outer);
      for (const zero of [false, true]) {
        const psi = nestedParameters(inner, outer, one, zero);
        const { gradient } = evaluateGeneralised(input, () => psi, points);
        const largest = Math.max(1, ...gradient.map(Math.abs));
        gradient.forEach((slope, j) => {
          const difference = (h: number): number => {
            const [up, down] = [psi.slice(), psi.slice()];
            up[j] += h;
            down[j] -= h;
            const above = evaluateGeneralised(input, () => up, points).objective;
            return (above - evaluateGeneralised(input, () => down, points).objective) / (2 * h);
          };
          const [a, b, c] = [difference(1e-2), difference(5e-3), difference(2.5e-3)];
          const [d, e] = [(4 * b - a) / 3, (4 * c - b) / 3];
          expect(Math.abs(slope - (16 * e - d) / 15)).toBeLessThan(1e-7 * largest);
        });
      }
    },
  );
});
