// Calls the built command many times in one process, as `node dist/command/blup.js` would: each call evaluates the entry anew,
// with its own arguments, and what it writes is gathered. Modules behind the entry stay loaded between calls.
import { argv } from 'node:process';

const entry = new URL('../../dist/command/blup.js', import.meta.url);
let calls = 0;

// Every call listens to standard output.
process.stdout.setMaxListeners(0);

/** Status and output of one thing that writes. */
export async function captured(run) {
  const written = { stdout: '', stderr: '' };
  const own = {};
  for (const name of ['stdout', 'stderr']) {
    own[name] = process[name].write;
    process[name].write = (content) => {
      written[name] +=
        typeof content === 'string' ? content : Buffer.from(content).toString('utf8');
      return true;
    };
  }
  process.exitCode = undefined;
  try {
    await run();
    return { status: process.exitCode ?? 0, ...written };
  } finally {
    process.exitCode = undefined;
    for (const name of ['stdout', 'stderr']) process[name].write = own[name];
  }
}

/** Calls the command. */
export function call(args) {
  argv.splice(1, argv.length, entry.pathname, ...args);
  calls += 1;
  return captured(() => import(`${entry.href}?call=${calls}`));
}
