// biome-ignore-all assist/source/organizeImports: sorted by kind

// Fitting
export { type DataInput, type LmerOptions, lmer } from './fit/lmer.ts';
export { objectiveAt, refit, refitML, refitREML } from './fit/refit.ts';
export type {
  Certificate,
  FixedPart,
  Model,
  RandomPart,
  SingularDirection,
  VarianceInformation,
} from './fit/model.ts';

// What a model says
export { coef, type GroupCoefficients } from './effects/coef.ts';
export { fixef } from './effects/fixef.ts';
export {
  aic,
  bic,
  deviance,
  dofModel,
  type LogLik,
  logLik,
  nobs,
  remlCriterion,
} from './effects/log-lik.ts';
export { modelMatrix } from './effects/model-matrix.ts';
export type { NamedMatrix } from './effects/named-matrix.ts';
export { type NamedValues, valueNamed } from './effects/named-values.ts';
export { type GroupEffects, type RanefOptions, ranef } from './effects/ranef.ts';
export { fitted, type ResidualsOptions, residuals } from './effects/residuals.ts';
export { isSingular, sigma, theta } from './effects/theta.ts';
export { type VarCorrRow, varCorr } from './effects/var-corr.ts';
export { standardErrors, vcov } from './effects/vcov.ts';

// Inference
export { type Confint, type ConfintOptions, confint, type Interval } from './inference/confint.ts';
export type { Estimate } from './inference/parameter-space.ts';
export type { ParameterChoice, ParameterFunction } from './inference/parameters.ts';
export {
  type ParameterProfile,
  type Profile,
  type ProfileOptions,
  profile,
} from './inference/profile.ts';
export { anova } from './inference/anova.ts';
export type { Anova, AnovaOptions, AnovaRow } from './inference/compare-models.ts';
export {
  type DropOneChisq,
  type DropOneF,
  type DropOneOptions,
  type DroppedTerm,
  dropOne,
} from './inference/drop-one.ts';
export {
  type RandomTermTest,
  type Ranova,
  type RanovaOptions,
  ranova,
} from './inference/ranova.ts';
export type { TermTest, TermTests, TermTestsOptions } from './inference/term-tests.ts';
export { type ContrastTest, satterthwaite } from './inference/satterthwaite.ts';
export {
  type Bootstrap,
  type BootstrapOptions,
  bootstrap,
  joinBootstraps,
} from './inference/bootstrap.ts';
export type { BootstrapEstimate } from './inference/bootstrap-draws.ts';
export {
  type BootstrapInterval,
  type BootstrapIntervalOptions,
  type BootstrapIntervalType,
  bootstrapInterval,
} from './inference/bootstrap-interval.ts';
export { jackknifeAcceleration } from './inference/jackknife.ts';
export { type PbModComp, type PbModCompOptions, pbmodcomp } from './inference/pbmodcomp.ts';
export type { Statistic } from './inference/statistic.ts';
export { type RandomStream, randomStream } from './inference/random.ts';
export type { DdfMethod } from './inference/ddf-method.ts';
export { type RobustOptions, type RobustVcov, robustVcov } from './inference/robust/robust-vcov.ts';
export {
  type RobustDdf,
  type RobustTest,
  type RobustTestOptions,
  type RobustTests,
  robustContrast,
  robustTests,
} from './inference/robust/robust-tests.ts';
export { type RobustContest, robustContest } from './inference/robust/robust-contest.ts';
export type { RobustType } from './inference/robust/cluster-scores.ts';
export type { ClusterValues } from './inference/robust/clusters.ts';

// Diagnosis
export { type RePca, rePCA } from './diagnose/re-pca.ts';
export { type Contest, contest } from './inference/contest.ts';
export { contrastTest } from './inference/contrast-test.ts';
export { type KenwardRoger, kenwardRoger } from './inference/kenward-roger.ts';

export { type Contrast, type ContrastOptions, contrast } from './inference/contrast.ts';
export {
  type ContextualEffect,
  type ContextualOptions,
  contextualEffect,
} from './inference/contextual-effect.ts';
export type { Adjustment } from './inference/emmeans/adjust.ts';
export type { ContrastMethod, CustomContrasts } from './inference/emmeans/contrast-methods.ts';
export {
  type Contrasts,
  type ContrastsOptions,
  type ContrastsRow,
  contrasts,
} from './inference/emmeans/contrasts.ts';
export {
  type Emmeans,
  type EmmeansOptions,
  type EmmeansRow,
  emmeans,
  type MarginWeights,
} from './inference/emmeans/emmeans.ts';
export { emtrends } from './inference/emmeans/emtrends.ts';
export {
  type JointTest,
  type JointTestsOptions,
  jointTests,
} from './inference/emmeans/joint-tests.ts';
export type { GridValues, LevelValue } from './inference/emmeans/reference-grid.ts';

// Prediction and simulation
export {
  type PredictionInterval,
  type Predictions,
  type PredictionTarget,
  type PredictOptions,
  predict,
} from './predict/predict.ts';
export { type SimulateOptions, simulate } from './predict/simulate.ts';
export type { Simulated } from './predict/simulate-rows.ts';
export type { GivenParameters } from './predict/given-parameters.ts';
export {
  type DesignParameters,
  type SimulateDesignOptions,
  simulateDesign,
} from './predict/simulate-design.ts';
export {
  type PlannedStudy,
  type Power,
  type PowerEffect,
  type PowerOptions,
  type PowerPoint,
  power,
} from './predict/power.ts';
export {
  formatPower,
  formatPredictions,
  predictionsToCsv,
  predictionsToJson,
  simulatedToCsv,
} from './report/format-predictions.ts';

// Reports
export { type FitMeasures, type Summary, type SummaryOptions, summary } from './report/summary.ts';
export type { CoefficientRow } from './report/coefficient-table.ts';
export { type FormatSummaryOptions, formatSummary } from './report/format-summary.ts';
export { type FormatAnovaOptions, formatAnova, type TestTable } from './report/format-anova.ts';
export { type FormatConfintOptions, formatConfint } from './report/format-confint.ts';
export { confintToJson, type JsonConfint } from './report/confint-to-json.ts';
export { type JsonEffects, type JsonModel, type ToJsonOptions, toJson } from './report/to-json.ts';
export { type FormatRobustOptions, formatRobust } from './report/format-robust.ts';
export { type FormatRePcaOptions, formatRePCA } from './report/format-re-pca.ts';
export { type JsonRobust, robustToJson } from './report/robust-to-json.ts';

export { formatContrast } from './report/format-contrast.ts';
export {
  type FormatContrastsOptions,
  formatContrasts,
  formatEmmeans,
} from './report/format-emmeans.ts';
export { contrastsToJson, contrastToJson, emmeansToJson } from './report/emmeans-to-json.ts';
export {
  anovaToJson,
  type JsonAnova,
  type JsonAnovaRow,
  type JsonDeletions,
  type JsonTermTests,
} from './report/anova-to-json.ts';

// Data
export { asTable, type TableInput, type TableOptions } from './table/as-table.ts';
export { type CsvOptions, parseCsv } from './table/parse-csv.ts';
export { groupCenter, groupMean } from './table/group-mean.ts';
export type {
  Column,
  FactorColumn,
  LogicalColumn,
  NumericColumn,
  Table,
} from './table/table.ts';

// Stations between data and fit
export { parseFormula } from './formula/parse-formula.ts';
export type { Formula } from './formula/formula.ts';
export { modelFrame } from './frame/model-frame.ts';
export type { ContrastOption, FrameOptions } from './frame/frame-options.ts';
export type { ModelFrame } from './frame/frame.ts';
export { designMatrices } from './design/design-matrices.ts';
export { type PredictorRows, predictorRows } from './design/predictor-rows.ts';
export type { Schema } from './frame/schema.ts';
export type { Design, FixedDesign, RandomTerm } from './design/design.ts';

// Errors and notices
export { BlupError, type ErrorCode, type ErrorDetail, type TextSpan } from './errors/blup-error.ts';
export type { Notice } from './errors/notice.ts';
