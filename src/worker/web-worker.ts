// The script that runs in a Web Worker.
import * as functions from './functions.ts';
import { serveScope } from './serve-scope.ts';

serveScope(functions);
