import { type CoreExports, coreRunner, type RunCore } from './core.ts';
import { binary } from './inference-binary.ts';

/** The exports of the core with inference, simulation and prediction (assembly/inference/index.ts). */
export interface InferenceExports extends CoreExports {
  reoptimise(theta: number, fixed: number): number;
  fillNormal(
    seedLow: number,
    seedHigh: number,
    streamLow: number,
    streamHigh: number,
    count: number,
    out: number,
  ): void;
  prepareDraw(theta: number): void;
  drawResponse(normal: number, chiSquared: number, sigma: number, out: number): void;
  setResponse(values: number): void;
  prepareSelected(): void;
  selectedBlocks(out: number): number;
  prepareVariances(): void;
  factorVariances(count: number): number;
  variancesOf(count: number, levels: number, random: number, fixed: number, out: number): void;
  covariance(u: number, v: number): number;
  prepareDeletions(): void;
  findAllEffects(): number;
  deleteRows(
    count: number,
    levels: number,
    random: number,
    fixed: number,
    responses: number,
    inverseWeights: number,
    out: number,
  ): number;
}

/** Runs one calculation on the core with inference; see `coreRunner`. */
export const withInferenceCore: RunCore<InferenceExports> = coreRunner(binary);
