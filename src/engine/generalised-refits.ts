import type { GeneralisedInput } from './generalised.ts';
import { withGeneralisedCore } from './generalised-core.ts';
import { type LoadedRows, loadGeneralised } from './load-generalised.ts';
import { type OpenGeneralised, openGeneralised } from './open-generalised.ts';
import { type Outcome, outcomes } from './solve.ts';
import { thetaLength } from './templates.ts';

/** The optimum for one response, without a certificate. */
export interface GeneralisedRefit {
  readonly outcome: Outcome;
  /** −2 log-likelihood, without what collapsing rows has taken away. */
  readonly objective: number;
  /** ψ = (θ, β̃, auxiliary) in the engine's basis. */
  readonly psi: Float64Array;
  /** Whether some covariance matrix has no variance in some direction. */
  readonly singular: boolean;
  /** Which entries of θ are free; a singular fit holds the others at zero. */
  readonly free: readonly boolean[];
}

/** A generalised model that stays loaded while other responses are fitted. */
export interface GeneralisedRefitter {
  readonly rows: LoadedRows;
  /** The criterion of the response fitted last, at first that of the input. */
  readonly open: OpenGeneralised;
  /** From ψ with the Hessian of a like criterion there; the same whatever was fitted before. */
  fit(y: Float64Array, psi: Float64Array, hessian: Float64Array): GeneralisedRefit;
}

/** Runs `use` with a generalised model loaded for fits to many responses. */
export function withGeneralisedRefits<T>(
  input: GeneralisedInput,
  points: number,
  use: (refitter: GeneralisedRefitter) => T,
): T {
  return withGeneralisedCore((core) => {
    const { exports } = core;
    const rows = loadGeneralised(core, input, points);
    const size = exports.size();
    const m = thetaLength(rows.bases);
    const { n } = input.design;
    const psiAt = core.writeF64(new Float64Array(size));
    const hessianAt = core.writeF64(new Float64Array(size * size));
    const responseAt = core.writeF64(new Float64Array(n));
    const put = (address: number, values: Float64Array): void =>
      new Float64Array(exports.memory.buffer, address, values.length).set(values);
    return use({
      rows,
      open: openGeneralised(core, rows, 0),
      fit(y, psi, hessian) {
        put(psiAt, psi);
        put(hessianAt, hessian);
        put(responseAt, y);
        const outcome = outcomes[exports.refit(psiAt, hessianAt, responseAt)];
        const free = core.readI32(core.number('free'), m);
        return {
          outcome,
          objective: core.number('value'),
          psi: core.readF64(psiAt, size),
          singular: free.includes(0),
          free: Array.from(free, (flag) => flag === 1),
        };
      },
    });
  });
}
