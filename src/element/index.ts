/**
 * Importing this module defines the tag `<blup-model>`, a model that is fitted and shown where it stands.
 *
 *     <blup-model src="hsb.csv" formula="mathach ~ cses + (cses | school)" show="summary caterpillar"></blup-model>
 *
 * Attributes: `src` (CSV or TSV, also gzipped; or CSV in a child `<script type="text/csv">`), `formula` (also level equations), `method`,
 * `ddf`, `family`, `link`, `trials`, `nagq`, `show`. Events: `blup-model` with `detail.model`, `blup-error` with `detail.error`; the
 * property `model` is the last model. Custom properties and parts for its style are in the README.
 *
 * @module blup/element
 */

import { defineBlupModel } from './blup-model.ts';

// Bundlers look for exactly this expression.
defineBlupModel(
  () =>
    new Worker(new URL('./element-worker.js', import.meta.url), { type: 'module', name: 'blup' }),
);
