// Does memory grow from fit to fit?
//
//     node --expose-gc scripts/memory-growth.mjs [fits = 10000]        after npm run build
//
// Prints the bytes in use after the first tenth of the fits and after all, and ends with status 1 when they differ by more than
// 2 MB. Counted are JavaScript's heap and array buffers, WebAssembly memories among them.
import { anova, BlupError, confint, emmeans, lmer, ranef, summary } from 'blup';

const fits = Number(process.argv[2] ?? 10_000);

function inUse() {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

/** A fit of another size and structure each time, now and then with an analysis, an error or a stop. */
function fit(i) {
  const n = 40 + (i % 60);
  const column = (a, b) =>
    Array.from({ length: n }, (_, k) => Math.sin(a * (k + i)) + Math.cos(b * k * k));
  const data = {
    y: column(1.3, 0.7),
    x: column(2.1, 1.1),
    g: Array.from({ length: n }, (_, k) => `g${k % 7}`),
    h: Array.from({ length: n }, (_, k) => `h${k % (5 + (i % 3))}`),
  };
  const random = ['(1 | g)', '(x | g)', '(1 | g) + (1 | h)', '(1 | g) + (x | h)'][i % 4];
  const model = lmer(`y ~ x + ${random}`, data);
  if (i % 5 === 0) summary(model);
  if (i % 7 === 0) ranef(model);
  if (i % 101 === 0) confint(model, { method: 'wald' });
  if (i % 103 === 0) emmeans(model, 'x');
  if (i % 107 === 0) anova(model);
  for (const [wrong, options] of [
    ['y ~ nothing + (1 | g)', {}],
    [`y ~ x + ${random}`, { onProgress: () => false }],
  ]) {
    try {
      if (i % 50 === 0) lmer(wrong, data, options);
    } catch (error) {
      if (!(error instanceof BlupError)) throw error;
    }
  }
}

let early = 0;
for (let i = 1; i <= fits; i++) {
  fit(i);
  if (i === Math.ceil(fits / 10)) early = inUse();
}
const late = inUse();
const megabytes = (bytes) => (bytes / 1e6).toFixed(2);
process.stdout.write(
  `${megabytes(early)} MB after ${Math.ceil(fits / 10)} fits, ${megabytes(late)} MB after ${fits}\n`,
);
process.exitCode = late - early > 2e6 ? 1 : 0;
