// biome-ignore-all assist/source/organizeImports: sorted by kind

/**
 * Everything that needs neither files nor a page: fitting, inference, prediction, diagnosis, reports.
 *
 * @module blup
 */

// Fitting
export { type DataInput, type LmerOptions, lmer } from './fit/lmer.ts';
export { type GlmerOptions, glmer } from './fit/glmer.ts';
export type {
  AnyLoadedModel,
  AnyModel,
  Dispersion,
  FittedGeneralisedModel,
  GeneralisedModel,
  GeneralisedRowFacts,
  JointUncertainty,
  LoadedGeneralisedModel,
  SavedGeneralisedPart,
  Thresholds,
} from './fit/generalised-model.ts';
export { type Family, type FamilyName, families, type LinkName } from './family/family.ts';
export { objectiveAt, refit, refitML, refitREML } from './fit/refit.ts';
export type {
  Certificate,
  FittedModel,
  FixedPart,
  LoadedModel,
  Model,
  RandomPart,
  SavedPart,
  SingularDirection,
  VarianceInformation,
} from './fit/model.ts';
export type { ColumnRoots, RowFacts, TermFacts } from './fit/row-facts.ts';
export { type LmOptions, lm } from './linear/lm.ts';
export type { LinearModel } from './linear/linear-model.ts';
export { type GroupFit, type LmList, lmList } from './linear/lm-list.ts';

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
export { type Confint, type ConfintOptions, confint } from './inference/intervals/confint.ts';
export type { BootstrapIntervalsOptions } from './inference/intervals/bootstrap-intervals.ts';
export type { Interval } from './inference/intervals/interval.ts';
export type { ParameterChoice } from './inference/parameters/choose-parameters.ts';
export type { Estimate } from './inference/parameters/estimate.ts';
export type { ParameterFunction } from './inference/parameters/parameter-function.ts';
export {
  type ParameterProfile,
  type Profile,
  type ProfileOptions,
  profile,
} from './inference/profile/profile.ts';
export type { ProfileListener } from './inference/profile/profile-progress.ts';
export { anova } from './inference/anova.ts';
export type { Anova, AnovaOptions, AnovaRow } from './inference/comparison/compare-models.ts';
export {
  type DropOneChisq,
  type DropOneF,
  type DropOneOptions,
  type DroppedTerm,
  dropOne,
} from './inference/terms/drop-one.ts';
export {
  type RandomTermTest,
  type Ranova,
  type RanovaOptions,
  ranova,
} from './inference/comparison/ranova.ts';
export type { TermTest, TermTests, TermTestsOptions } from './inference/terms/term-tests.ts';
export { type ContrastTest, satterthwaite } from './inference/contrasts/satterthwaite.ts';
export {
  type Bootstrap,
  type BootstrapOptions,
  bootstrap,
  joinBootstraps,
} from './inference/bootstrap/bootstrap.ts';
export type { BootstrapEstimate } from './inference/bootstrap/bootstrap-draws.ts';
export {
  type BootstrapInterval,
  type BootstrapIntervalOptions,
  type BootstrapIntervalType,
  bootstrapInterval,
} from './inference/bootstrap/bootstrap-interval.ts';
export { jackknifeAcceleration } from './inference/bootstrap/jackknife.ts';
export {
  type PbModComp,
  type PbModCompOptions,
  pbmodcomp,
} from './inference/bootstrap/pbmodcomp.ts';
export type { Statistic } from './inference/bootstrap/statistic.ts';
export { type RandomStream, randomStream } from './inference/distributions/random.ts';
export type { DdfMethod } from './inference/contrasts/ddf-method.ts';
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
export { checkModel } from './diagnose/check-model.ts';
export type { CheckItem, CheckOptions, ModelCheck } from './diagnose/model-check.ts';
export {
  type ConditionIndices,
  conditionIndices,
  type Vif,
  vif,
} from './diagnose/collinearity.ts';
export {
  type BinnedResidualsOptions,
  binnedResiduals,
  type ResidualBin,
} from './diagnose/binned-residuals.ts';
export type { DeletionEffect } from './diagnose/deletion-effect.ts';
export { influence } from './diagnose/influence.ts';
export type { Deletion, Influence, InfluenceOptions } from './diagnose/influence-record.ts';
export { hatValues } from './diagnose/leverage.ts';
export { type BandOptions, type NormalBand, normalBand } from './diagnose/normal-band.ts';
export {
  type NormalQq,
  type QqOptions,
  qqRanef,
  qqResiduals,
  type RanefQq,
} from './diagnose/qq.ts';
export { type RePca, rePCA } from './diagnose/re-pca.ts';
export {
  type SimulatedResiduals,
  type SimulatedResidualsOptions,
  type SimulatedTest,
  simulatedResiduals,
} from './diagnose/simulated-residuals.ts';
export {
  cooksDistance,
  type StandardizedResidualsOptions,
  standardizedResiduals,
} from './diagnose/standardized-residuals.ts';
export type { LevelResidual } from './diagnose/level-residual.ts';
export {
  type BetweenVariance,
  type CoefficientResiduals,
  type GroupResiduals,
  type LevelResiduals,
  type LevelResidualsOptions,
  levelResiduals,
} from './diagnose/level-residuals.ts';
export { type GroupSizes, groupSizes } from './diagnose/group-sizes.ts';
export { type Reliability, reliability } from './diagnose/reliability.ts';
export { type R2SnijdersBosker, r2SnijdersBosker } from './diagnose/r2-snijders-bosker.ts';
export { type R2WithinBetween, r2WithinBetween } from './diagnose/r2-within-between.ts';
export { type ExplainedVariance, varianceExplained } from './diagnose/variance-explained.ts';
export { type Contest, contest } from './inference/contrasts/contest.ts';
export { contrastTest } from './inference/contrasts/contrast-test.ts';
export { type KenwardRoger, kenwardRoger } from './inference/contrasts/kenward-roger.ts';

export { type Contrast, type ContrastOptions, contrast } from './inference/contrasts/contrast.ts';
export {
  type ContextualEffect,
  type ContextualOptions,
  contextualEffect,
} from './inference/contrasts/contextual-effect.ts';
export type { Adjustment } from './inference/emmeans/adjust.ts';
export type { ContrastMethod, CustomContrasts } from './inference/emmeans/contrast-methods.ts';
export type { ContrastsRow } from './inference/emmeans/contrast-rows.ts';
export { type Contrasts, type ContrastsOptions, contrasts } from './inference/emmeans/contrasts.ts';
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

// Tables and words
export { type LatentVariance, latentVariance } from './diagnose/latent-variance.ts';
export {
  type Overdispersion,
  overdispersion,
  type ZeroCheck,
  zeroCheck,
} from './diagnose/overdispersion.ts';
export { type Ratio, type Ratios, ratios } from './inference/contrasts/ratios.ts';
export { formatRatios } from './report/format-ratios.ts';
export { type GroupIcc, type Icc, type IccOptions, icc } from './diagnose/icc.ts';
export { type R2, r2 } from './diagnose/r2.ts';
export { type VarianceParts, varianceParts } from './diagnose/variance-parts.ts';
export {
  type AugmentColumns,
  type AugmentRow,
  augment,
  type CellValue,
} from './report/augment.ts';
export { type GlanceRow, glance } from './report/glance.ts';
export { type NamedIntervals, type TidyOptions, type TidyRow, tidy } from './report/tidy.ts';
export type {
  Measure,
  ModelTable,
  ModelTableCell,
  ModelTableOptions,
  ModelTableRow,
} from './report/model-table-record.ts';
export { modelTable } from './report/model-table.ts';
export { type FormatModelTableOptions, formatModelTable } from './report/format-model-table.ts';
export { type FormatSummaryAsOptions, formatSummaryAs } from './report/format-summary-as.ts';
export type { MoreResults } from './report/more-results.ts';
export type { MarkupFormat } from './report/markup/block.ts';
export { type SentencesOptions, sentences } from './report/sentences.ts';
export type { Sentence } from './report/words/sentence.ts';
// Prediction and simulation
export type {
  PredictionInterval,
  Predictions,
  PredictionTarget,
  PredictOptions,
} from './predict/predictions.ts';
export { predict } from './predict/predict.ts';
export type { SimulateOptions } from './predict/simulate-options.ts';
export { simulate } from './predict/simulate.ts';
export type { Simulated } from './predict/simulate-rows.ts';
export type { GivenParameters } from './predict/given-parameters.ts';
export { type SimulateDesignOptions, simulateDesign } from './predict/simulate-design.ts';
export type { DesignParameters } from './predict/design-parameters.ts';
export type { GeneralisedParameters } from './predict/generalised-design.ts';
export type { PlannedGeneralisedStudy } from './predict/planned-generalised.ts';
export type { SimulateGeneralisedDesignOptions } from './predict/simulate-generalised-design.ts';
export { power } from './predict/power.ts';
export type {
  PlannedStudy,
  Power,
  PowerEffect,
  PowerOptions,
  PowerPoint,
} from './predict/power-record.ts';
export {
  formatPower,
  formatPredictions,
  predictionsToCsv,
  predictionsToJson,
  simulatedToCsv,
} from './report/format-predictions.ts';

// Reports
export {
  type FitMeasures,
  type GeneralisedSummary,
  type Summary,
  type SummaryOptions,
  summary,
} from './report/summary.ts';
export type { CoefficientRow } from './report/coefficient-table.ts';
export { type FormatSummaryOptions, formatSummary } from './report/format-summary.ts';
export { type FormatAnovaOptions, formatAnova, type TestTable } from './report/format-anova.ts';
export { type FormatConfintOptions, formatConfint } from './report/format-confint.ts';
export { confintToJson, type JsonConfint } from './report/confint-to-json.ts';
export { type JsonEffects, type JsonModel, type ToJsonOptions, toJson } from './report/to-json.ts';
export { type FormatRobustOptions, formatRobust } from './report/format-robust.ts';
export { type FormatCheckOptions, formatCheck } from './report/format-check.ts';
export { type FormatInfluenceOptions, formatInfluence } from './report/format-influence.ts';
export {
  checkToJson,
  influenceToJson,
  type JsonCheck,
  type JsonInfluence,
} from './report/check-to-json.ts';
export { type FormatRePcaOptions, formatRePCA } from './report/format-re-pca.ts';
export {
  type LmCoefficient,
  type LmSummary,
  lmSummary,
  type OverallTest,
} from './report/lm-summary.ts';
export { type FormatLmOptions, formatLm } from './report/format-lm.ts';
export { type FormatLmListOptions, formatLmList } from './report/format-lm-list.ts';
export { lmListToJson, lmToJson } from './report/lm-to-json.ts';
export {
  type FormatLevelResidualsOptions,
  formatLevelResiduals,
} from './report/format-level-residuals.ts';
export {
  type LevelResidualRow,
  levelResidualRows,
  levelResidualsToCsv,
} from './report/level-residual-rows.ts';
export { type Clustering, formatClustering } from './report/format-clustering.ts';
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

export {
  type LevelEquationsOptions,
  levelEquations,
} from './report/level-equations/level-equations.ts';
export type {
  EquationSymbol,
  EquationTerm,
  EquationVariable,
  LevelEquation,
  LevelEquations,
  LinkedMean,
  ResponseDistribution,
  RandomDistribution,
  ResidualDistribution,
} from './report/level-equations/equations.ts';
export { type FormatEquationsOptions, formatEquations } from './report/format-equations.ts';
// Saved models
export { loadModel } from './save/load-model.ts';
export { type SaveOptions, saveModel } from './save/save-model.ts';
export type { DataHash } from './fit/data-hash.ts';

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
export { deparseFormula } from './formula/deparse.ts';
export { readFormula } from './formula/level-equations/read-formula.ts';
export { parseFormula } from './formula/parse-formula.ts';
export type { Formula, FormulaLevels } from './formula/formula.ts';
export { modelFrame } from './frame/model-frame.ts';
export type { ContrastOption, FrameOptions } from './frame/frame-options.ts';
export type { ModelFrame } from './frame/frame.ts';
export { designMatrices } from './design/design-matrices.ts';
export { type PredictorRows, predictorRows } from './design/predictor-rows.ts';
export type { Schema } from './frame/schema.ts';
export type { Design, FixedDesign, RandomTerm } from './design/design.ts';

// Parts of the records above
export type { Progress } from './engine/core.ts';
export type {
  CrossProducts,
  FactorProducts,
  PairProducts,
  TermBasis,
} from './engine/cross-products.ts';
export type { WorkingProducts } from './engine/working-products.ts';
export type { Evaluation } from './engine/evaluate.ts';
export type { ReplicateProgress } from './engine/refits.ts';
export type { OptionColumns } from './fit/model.ts';
export type { DesignLayout } from './design/design.ts';
export type { FormulaTerm, FormulaVariable, RandomBar, TermList } from './formula/formula.ts';
export type { FormulaSides } from './formula/parse-expression.ts';
export type { ContrastMatrix, ContrastName, ContrastSpec } from './frame/contrasts.ts';
export type {
  FactorVariable,
  MatrixVariable,
  NumericVariable,
  Variable,
} from './frame/frame.ts';
export type {
  CellCounts,
  ColumnSchema,
  FactorSchema,
  NumbersSchema,
  Predictor,
} from './frame/schema.ts';
export type { LinearFunction } from './inference/emmeans/linear-function.ts';
export type { CurveEnd } from './inference/profile/curve.ts';
export type {
  JsonContrast,
  JsonContrasts,
  JsonContrastsRow,
  JsonEmmeans,
  JsonEmmeansRow,
} from './report/emmeans-to-json.ts';
export type { FormatTestsOptions } from './report/format-tests.ts';

// Errors and notices
export { BlupError, type ErrorCode, type ErrorDetail, type TextSpan } from './errors/blup-error.ts';
export type { Notice } from './errors/notice.ts';
