// The licences of blup and of all packages whose modules a bundle holds, for the file that goes beside it.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The licence texts for the modules `ids`; the same text is given once for all that share it. */
export function bundleLicences(ids) {
  const namesByText = new Map();
  const folders = new Set(
    ids.flatMap((id) => id.match(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []),
  );
  for (const folder of [...folders].sort()) {
    const text = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'NOTICE']
      .map((name) => `${folder}/${name}`)
      .filter(existsSync)
      .map((file) => readFileSync(file, 'utf8').trim())
      .join('\n\n');
    const { name } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    namesByText.set(text, [...(namesByText.get(text) ?? []), name]);
  }
  const parts = [...namesByText].map(([text, names]) => `${names.join(', ')}\n\n${text}\n`);
  const own = readFileSync(fileURLToPath(new URL('../LICENSE', import.meta.url)), 'utf8');
  return [`blup\n\n${own}`, ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}
