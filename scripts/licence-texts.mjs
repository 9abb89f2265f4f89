import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const own = fileURLToPath(new URL('../LICENSE', import.meta.url));

/** The licences of blup and of the packages whose modules are among `ids`; the same text is given once for all that share it. */
export function licenceTexts(ids) {
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
    if (text === '') throw new Error(`${folder} has no licence text`);
    const { name } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    namesByText.set(text, [...(namesByText.get(text) ?? []), name]);
  }
  const parts = [...namesByText].map(([text, names]) => `${names.join(', ')}\n\n${text}\n`);
  return [`blup\n\n${readFileSync(own, 'utf8')}`, ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}
