// Checks the types of all parts, side by side: they have nothing to say to each other.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const compiler = fileURLToPath(import.meta.resolve('typescript/lib/tsc.js'));
const projects = ['tsconfig.json', 'assembly/tsconfig.json', 'web-demo/tsconfig.json'];

const statuses = await Promise.all(
  projects.map(
    (project) =>
      new Promise((resolve) => {
        spawn(process.execPath, [compiler, '-p', project], { stdio: 'inherit' }).on(
          'exit',
          resolve,
        );
      }),
  ),
);
if (statuses.some((status) => status !== 0)) process.exit(1);
