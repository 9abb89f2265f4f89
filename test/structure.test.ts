import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

/** The path of the data: a folder imports only from itself and from those before it. */
const order = [
  'errors',
  'number',
  'table',
  'files',
  'formula',
  'family',
  'frame',
  'design',
  'engine',
  'fit',
  'linear',
  'effects',
  'inference',
  'predict',
  'diagnose',
  'report',
  'save',
  'plot',
  'worker',
  'element',
  'cli',
];

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/from '(\.[^']+)'/g)].map(([, path]) =>
    relative(join(root, 'src'), resolve(root, file, '..', path)),
  );
}

describe('the path of the data', () => {
  it('flows one way', () => {
    const backwards: string[] = [];
    for (const file of filesIn('src')) {
      const own = order.indexOf(relative('src', file).split('/')[0]);
      if (own < 0) continue;
      for (const target of importsOf(file)) {
        const other = order.indexOf(target.split('/')[0]);
        // The doors to all functions take them from the front.
        if (target === 'index.ts' && own > order.indexOf('plot')) continue;
        if (other < 0 || other > own) backwards.push(`${file} → ${target}`);
      }
    }
    expect(backwards).toEqual([]);
  });

  it('has no circle of files, of types neither', () => {
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (path.includes(file) || done.has(file)) return;
      for (const target of importsOf(file)) visit(join('src', target), [...path, file]);
      done.add(file);
    };
    for (const file of filesIn('src')) visit(file, []);
    expect(circles).toEqual([]);
  });

  it('has a place for every folder', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(folders.filter((name) => !order.includes(name))).toEqual([]);
  });

  it('never writes to the console outside the command', () => {
    const writers = filesIn('src').filter(
      (file) =>
        !file.startsWith('src/cli') &&
        /\bconsole\.(log|warn|error|info)|process\.std(out|err)/.test(
          readFileSync(join(root, file), 'utf8'),
        ),
    );
    expect(writers).toEqual([]);
  });
});
