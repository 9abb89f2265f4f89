// The script of the worker that the elements of a page share.
import { serveScope } from '../worker/serve-scope.ts';
import * as functions from './functions.ts';

serveScope(functions);
