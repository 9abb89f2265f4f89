import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The package folder: npm runs scripts there. */
export const root = process.cwd();

if (!existsSync(join(root, 'bench/models.ts'))) {
  throw new Error('run the benchmark from the package folder: npm run bench');
}

/** Generated data and compiled scripts; may be deleted at any time. */
export const cache = join(root, 'bench/.cache');

/** Path of a file of the package. */
export function inPackage(...parts: readonly string[]): string {
  return join(root, ...parts);
}

/** Path of a benchmark script as `tsc -p bench` left it. */
export function compiledScript(name: string): string {
  return join(cache, 'js/bench', `${name}.js`);
}
