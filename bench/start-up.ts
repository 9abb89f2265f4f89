import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { dataFolder } from './data.ts';
import { figure, type ResultTable } from './markdown.ts';
import { median } from './measure.ts';
import { modelsNamed } from './models.ts';
import { compiledScript, inPackage } from './paths.ts';

interface StartUp {
  readonly load: number;
  readonly compile: number;
  readonly first: number;
  readonly second: number;
}

/** Medians over fresh processes, and the wall time of a process that does nothing but start and end. */
export function startUpTable(quick: boolean): ResultTable {
  const [model] = modelsNamed(['sleepstudy']);
  const args = [compiledScript('start-up-child'), dataFolder(model), model.formula];
  const runs = Array.from({ length: quick ? 3 : 15 }, () => {
    const begun = performance.now();
    const text = execFileSync(process.execPath, args, { encoding: 'utf8' });
    return { ...(JSON.parse(text) as StartUp), process: performance.now() - begun };
  });
  const of = (part: keyof (typeof runs)[0]) => figure(median(runs.map((run) => run[part])));
  return {
    title: 'Start-up',
    note: 'Fresh processes, milliseconds, medians. Model: sleepstudy with a slope.',
    header: ['step', 'ms'],
    rows: [
      ['loading the modules', of('load')],
      ['decoding and compiling the core', of('compile')],
      ['first fit', of('first')],
      ['second fit', of('second')],
      ['the whole process', of('process')],
    ],
  };
}

/** One minified module of all that the package exports, by the esbuild that comes with tsx. */
function bundle(): Buffer | undefined {
  const esbuild = inPackage('node_modules/.bin/esbuild');
  const entry = inPackage('dist/index.js');
  if (!existsSync(esbuild) || !existsSync(entry)) return undefined;
  return execFileSync(esbuild, [entry, '--bundle', '--minify', '--format=esm'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 26,
  });
}

/** Bytes to be sent to a page. */
export function sizeTable(): ResultTable {
  const parts: [string, Buffer | undefined][] = [
    ['core, WebAssembly', readFileSync(inPackage('build/blup.wasm'))],
    ['whole package, one minified module', bundle()],
  ];
  return {
    title: 'Sizes',
    note: 'Bytes; the module holds the core as base64.',
    header: ['file', 'raw', 'gzip'],
    rows: parts.map(([name, bytes]) => [
      name,
      bytes?.length.toLocaleString('en') ?? '–',
      bytes ? gzipSync(bytes, { level: 9 }).length.toLocaleString('en') : '–',
    ]),
  };
}
