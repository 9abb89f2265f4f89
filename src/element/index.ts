// Importing this module defines `<blup-model>`; see `blupModelClass`.
import { defineBlupModel } from './blup-model.ts';

// Bundlers look for exactly this expression.
defineBlupModel(
  () =>
    new Worker(new URL('./element-worker.js', import.meta.url), { type: 'module', name: 'blup' }),
);
