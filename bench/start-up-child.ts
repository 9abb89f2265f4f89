// One fresh process: loads the library, compiles the core, fits a small model twice, prints milliseconds as JSON.
const started = performance.now();
const { lmer } = await import('../src/index.ts');
const imported = performance.now();
const { withCore } = await import('../src/engine/core.ts');
const beforeCore = performance.now();
withCore(() => undefined);
const compiled = performance.now();

const { readColumns } = await import('./columns.ts');
const columns = readColumns(process.argv[2]);
const formula = process.argv[3];
const beforeFit = performance.now();
lmer(formula, columns);
const first = performance.now();
lmer(formula, columns);
const second = performance.now();

process.stdout.write(
  JSON.stringify({
    load: imported - started,
    compile: compiled - beforeCore,
    first: first - beforeFit,
    second: second - first,
  }),
);

export {};
