// Lets `npm test` be the first command on a fresh clone: installs what is missing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (!existsSync('node_modules/vitest')) {
  const { status } = spawnSync('npm', ['install', '--ignore-scripts'], { stdio: 'inherit' });
  process.exit(status ?? 1);
}
