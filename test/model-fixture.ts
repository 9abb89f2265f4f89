import { readFileSync } from 'node:fs';
import type { FittedModel } from '../src/fit/model.ts';

interface StoredTerm {
  group: string;
  names: string[];
  levels: string[];
  template: number[];
  effects: number[];
  conditional: number[];
}

/** A model as test/reference/report-models.R stores it. */
export interface StoredModel {
  formula: string;
  dataName: string;
  responseName: string;
  method: 'REML' | 'ML';
  nobs: number;
  sigma: number;
  objective: number;
  theta: number[];
  thetaNames: string[];
  fixed: { names: string[]; estimates: number[]; vcov: number[] };
  random: StoredTerm[];
  information: { covariance: number[]; gradient: number[][] };
  y: number[];
  fitted: number[];
  X: number[];
  extract: {
    aic: number;
    bic: number;
    logLik: number;
    df: number;
    coefficients: number[][];
    coef: Record<string, { names: string[]; first: number[] }>;
    ranefNames: Record<string, string[]>;
  };
  singular: boolean;
  printed: string[];
  printedNoTests: string[];
}

interface StoredFile {
  models: Record<string, StoredModel>;
  anovas: Record<string, { printed: string[]; chisq?: number[]; p?: number[] }>;
  components: {
    rows: { group: string; name: string; variance: number; sd: number; corr: string[] }[];
    printed: string[];
  }[];
  formulas: { text: string; printed: string[] }[];
}

const file = new URL('./reference/report-models.json', import.meta.url);

/** What R fitted and printed: test/reference/report-models.R. */
export const stored = JSON.parse(readFileSync(file, 'utf8')) as StoredFile;

/** A model record made of R's numbers, so that what is printed from it does not depend on our optimiser. */
export function modelFixture(name: string): FittedModel {
  const m = stored.models[name];
  const n = m.nobs;
  const y = Float64Array.from(m.y);
  const fitted = Float64Array.from(m.fitted);
  const assign = m.fixed.names.map((_, i) => i);
  const x = m.X;
  return {
    kind: 'lmm',
    formula: m.formula,
    dataName: m.dataName,
    responseName: m.responseName,
    method: m.method,
    nobs: n,
    fixed: {
      names: m.fixed.names,
      estimates: Float64Array.from(m.fixed.estimates),
      vcov: Float64Array.from(m.fixed.vcov),
      dropped: [],
      assign,
      termLabels: m.fixed.names.slice(1),
    },
    random: m.random.map((term) => randomPart(term, m.sigma)),
    sigma: m.sigma,
    theta: Float64Array.from(m.theta),
    objective: m.objective,
    singular: m.singular,
    singularDirections: [],
    certificate: { certified: true, decrement: 3.2e-12, gradient: 1e-7, smallestCurvature: 41.3 },
    evaluations: 8,
    hessianEvaluations: 4,
    trace: [m.objective],
    varianceInformation: {
      size: m.information.gradient.length,
      covariance: Float64Array.from(m.information.covariance),
      vcovGradient: m.information.gradient.map((g) => Float64Array.from(g)),
    },
    fitted,
    residuals: y.map((value, i) => value - fitted[i]),
    rows: Int32Array.from(y, (_, i) => i),
    design: {
      kind: 'design',
      n,
      responseName: m.responseName,
      y,
      fixed: {
        names: m.fixed.names,
        columns:
          x.length > 0
            ? m.fixed.names.map((_, c) => Float64Array.from(x.slice(c * n, (c + 1) * n)))
            : [],
        assign,
        termLabels: m.fixed.names.slice(1),
      },
      random: [],
      notices: [],
    },
    crossProducts: { kind: 'cross-products' } as FittedModel['crossProducts'],
    notices: [],
    timing: { design: 1, fit: 2 },
  };
}

function randomPart(term: StoredTerm, sigma: number): FittedModel['random'][number] {
  const k = term.names.length;
  const t = Float64Array.from(term.template);
  const covariance = new Float64Array(k * k);
  for (let c = 0; c < k; c++) {
    for (let r = 0; r < k; r++) {
      let sum = 0;
      for (let j = 0; j < k; j++) sum += t[j * k + r] * t[j * k + c];
      covariance[c * k + r] = sigma ** 2 * sum;
    }
  }
  const conditional = Float64Array.from(term.conditional);
  return {
    label: `${term.names.join(' + ')} | ${term.group}`,
    group: term.group,
    names: term.names,
    levels: term.levels,
    template: t,
    covariance,
    effects: Float64Array.from(term.effects),
    conditional,
    prediction: conditional.map((v) => 4 * v),
  };
}
