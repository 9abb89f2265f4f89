// Lists what installing blup brings along, with licences. `node scripts/licences.mjs > docs/licences.md` after a change of
// dependencies, which a test compares; `--json` for programs, with versions and folders.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifestIn = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** The folder of a package as Node finds it from `from`, going up. */
function folderOf(name, from) {
  for (let at = from; at !== join(at, '..'); at = join(at, '..')) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  throw new Error(`${name}, which ${from} needs, is not installed`);
}

const found = new Map();
function visit(from) {
  for (const name of Object.keys(manifestIn(from).dependencies ?? {})) {
    const folder = folderOf(name, from);
    if (found.has(folder)) continue;
    const { version, license } = manifestIn(folder);
    found.set(folder, { name, version, license, folder });
    visit(folder);
  }
}
visit(root);
const packages = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));

if (process.argv.includes('--json')) {
  process.stdout.write(JSON.stringify(packages));
} else {
  const names = new Map();
  for (const { name, license } of packages) {
    names.set(license, (names.get(license) ?? new Set()).add(`\`${name}\``));
  }
  const sections = [...names].sort(([a], [b]) => (a < b ? -1 : 1));
  process.stdout.write(`# Licences of the dependencies

What \`npm install blup\` brings along: the packages that blup imports, and those that they need. All licences are permissive.
None of the packages runs a script when it is installed.

The files of \`dist\` that hold code of these packages (\`blup.min.js\`, \`blup-worker.js\`, \`blup-element.js\`, \`command/\`) have the licences of all
that they hold beside them, in a \`.txt\` file of the same name.

Three of the licences ask for a word:

- Apache-2.0 asks for its text, and for the notices of those who wrote the code, wherever that code goes: they are in these files.
- BSL-1.0, the Boost Software License, is that of numerical code from Boost within \`@stdlib\`. It is permissive: any use, free or commercial, is
  allowed; the notice must go along with source code, and need not with machine code. Here it goes along with both.
- Unlicense, of \`robust-predicates\`, gives the code to the public domain and asks for nothing. The package is needed by d3's geometry, which no
  plot of blup uses; it is installed and is not in the files of \`dist\`.

None of them reaches over to the code of those who use blup.

${sections.map(([licence, list]) => `## ${licence}\n\n${[...list].join(', ')}\n`).join('\n')}`);
}
