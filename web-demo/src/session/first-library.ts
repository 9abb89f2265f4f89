// What the first model needs of `blup`, file by file, so that a bundler keeps it apart from all the rest.
export { groupSizes } from '../../../src/diagnose/group-sizes.ts';
export { aic, bic, dofModel } from '../../../src/effects/log-lik.ts';
export { BlupError } from '../../../src/errors/blup-error.ts';
export { lmer } from '../../../src/fit/lmer.ts';
export { readFormula } from '../../../src/formula/level-equations/read-formula.ts';
export { modelFrame } from '../../../src/frame/model-frame.ts';
export { type Summary, summary } from '../../../src/report/summary.ts';
export { asTable } from '../../../src/table/as-table.ts';
export { parseCsv } from '../../../src/table/parse-csv.ts';
