// `dist/blup-element.js`: `<blup-model>` by one script tag. The worker is the same file again.
import { isWorkerNamed, serveScope } from '../worker/serve-scope.ts';
import { workerOf } from '../worker/web-connection.ts';
import { defineBlupModel } from './blup-model.ts';
import * as functions from './functions.ts';

const name = 'blup-element';

if (isWorkerNamed(name)) serveScope(functions);
else defineBlupModel(() => workerOf(import.meta.url, name));
