import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly folder: string;
}

/** What installing this package brings along, as it stands in `node_modules`. */
export function installedDependencies(): Dependency[] {
  const args = [join(root, 'scripts/licences.mjs'), '--json'];
  return JSON.parse(spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout);
}

function npm(args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync('npm', args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stderr}`);
}

/** Packs the built package into `folder` as npm would publish it, and returns the path of the file. */
export function pack(folder: string): string {
  // Without scripts, for `prepare` would build the package under the feet of other tests.
  npm(['pack', '--ignore-scripts', '--pack-destination', folder], root);
  const file = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  return join(folder, file ?? '');
}

export interface Project {
  /** An empty project in which the packed file is installed. */
  readonly folder: string;
  readonly tarball: string;
}

/** Installs the packed package into a new project, without network: its dependencies are copied first. */
export function installPacked(): Project {
  const base = mkdtempSync(join(tmpdir(), 'blup-packed-'));
  const tarball = pack(base);
  const folder = join(base, 'project');
  mkdirSync(folder);
  const manifest = { name: 'project', version: '1.0.0', private: true };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  for (const dependency of installedDependencies()) {
    const place = join(folder, relative(root, dependency.folder));
    mkdirSync(dirname(place), { recursive: true });
    cpSync(dependency.folder, place, { recursive: true });
  }
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock'];
  npm(['install', '--offline', '--ignore-scripts', ...quiet, tarball], folder);
  return { folder, tarball };
}
