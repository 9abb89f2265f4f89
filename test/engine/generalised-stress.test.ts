import { it } from 'vitest';
import { solveGeneralised } from '../../src/engine/solve-generalised.ts';
import { drawGeneralised, generalisedCases } from '../generalised-cases.ts';
import { structures } from '../random-design.ts';

it('stress', () => {
  for (const one of generalisedCases) {
    const bad: string[] = [];
    let evals = 0; let count = 0; let worst = 0; let singular = 0;
    for (const structure of structures) {
      for (let seed = 1; seed <= 15; seed++) {
        const input = drawGeneralised(seed, structure, one);
        try {
          const s = solveGeneralised(input);
          count++; evals += s.evaluations; worst = Math.max(worst, s.evaluations);
          if (s.free.includes(false)) singular++;
          if (!(s.decrement < 1e-8) || s.descends || !s.modeFound || s.separated || s.covariance === undefined || s.outcome !== 'converged')
            bad.push(`${structure}${seed}:${s.outcome},dec ${s.decrement.toExponential(1)},curv ${s.smallestCurvature.toExponential(1)},${s.descends ? 'desc' : ''},${s.modeFound ? '' : 'nomode'},${s.separated ? 'sep' : ''},ev ${s.evaluations},obj ${s.objective.toFixed(2)}, aux ${[...s.auxiliary].map((x) => x.toFixed(1))}, max eta ${Math.max(...s.eta.map(Math.abs)).toFixed(1)}`);
        } catch (e) { bad.push(`${structure}${seed} ${e}`); }
      }
    }
    console.log(one.family, one.link, 'n', count, 'evals', (evals / count).toFixed(1), 'max', worst, 'singular', singular, 'bad', bad.length, '\n  ' + bad.join('\n  '));
  }
}, 600000);
