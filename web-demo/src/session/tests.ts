import {
  anova,
  type Confint,
  checkModel,
  confint,
  type ModelCheck,
  type Ranova,
  type Ratios,
  ranova,
  ratios,
  type TermTests,
} from 'blup';
import { fitOf, modelOf } from './find.ts';
import type { SessionState } from './state.ts';

/** F-tests of the terms of the fixed effects, by the degrees of freedom that the fit was asked for. */
export function termTests(
  state: SessionState,
  request: { readonly fit: number; readonly type: 1 | 2 | 3 },
): TermTests {
  const { ddf } = fitOf(state, request.fit);
  return anova(modelOf(state, request.fit), { type: request.type, ddf });
}

/** Likelihood-ratio tests of the random terms. */
export function randomTests(state: SessionState, id: number): Ranova {
  return ranova(modelOf(state, id));
}

/** Wald intervals, which cost nothing. */
export function waldIntervals(
  state: SessionState,
  request: { readonly fit: number; readonly level: number },
): Confint {
  const { model, ddf } = fitOf(state, request.fit);
  return confint(model, { method: 'wald', ddf, level: request.level });
}

/** Effects as factors: odds ratios, ratios of means, hazard ratios. */
export function effectRatios(
  state: SessionState,
  request: { readonly fit: number; readonly level: number },
): Ratios {
  return ratios(fitOf(state, request.fit).model, { level: request.level });
}

/** What there is to see in a fit. */
export function check(state: SessionState, id: number): ModelCheck['items'] {
  const { model } = fitOf(state, id);
  // Beyond this the deletions of groups take more than a moment.
  const large = model.design.n > 50_000;
  const few = model.kind === 'glmm' ? { nsim: 50 } : { influence: false as const, nsim: 50 };
  return checkModel(model, large ? few : {}).items;
}
