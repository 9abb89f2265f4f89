// Compiles the binaries (targets of asconfig.json), side by side, and puts them into modules.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const entries = {
  release: 'assembly/index.ts',
  inference: 'assembly/inference/index.ts',
  generalised: 'assembly/generalised/index.ts',
};
const compiler = fileURLToPath(import.meta.resolve('assemblyscript/bin/asc.js'));

function compile([target, entry]) {
  // 112 warns that exported kernels take vectors, which only other kernels hand them.
  const options = [compiler, entry, '--target', target, '--disableWarning', '112'];
  return new Promise((resolve) => {
    spawn(process.execPath, options, { stdio: 'inherit' }).on('exit', resolve);
  });
}

const statuses = await Promise.all(Object.entries(entries).map(compile));
if (statuses.some((status) => status !== 0)) process.exit(1);
await import('./optimise-wasm.mjs');
await import('./embed-wasm.mjs');
