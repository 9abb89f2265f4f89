import { type ArenaExports, coreRunner, type RunCore } from './core.ts';
import { binary } from './generalised-binary.ts';

/** The exports of the core of generalised models (assembly/generalised/index.ts). */
export interface GeneralisedExports extends ArenaExports {
  prepare(
    specification: number,
    sizes: number,
    offset: number,
    family: number,
    link: number,
    categories: number,
    parameters: number,
    entries: number,
    terms: number,
    table: number,
    points: number,
  ): void;
  size(): number;
  evaluate(psi: number, gradient: number): number;
  forgetModes(): void;
  gradientHere(out: number): void;
  optimise(psi: number, level: number): number;
  optimiseFrom(psi: number, hessian: number): number;
  refit(psi: number, hessian: number, response: number): number;
  finishAt(psi: number, changes: number): number;
  levels(factor: number): number;
  diagonal(factor: number): number;
  first(pair: number): number;
  second(pair: number): number;
  pointers(pair: number): number;
  index(pair: number): number;
  blocks(pair: number): number;
  pairEntries(pair: number): number;
  extraEvaluations(): number;
}

/** Runs one calculation on the core of generalised models; see `coreRunner`. */
export const withGeneralisedCore: RunCore<GeneralisedExports> = coreRunner(binary);
