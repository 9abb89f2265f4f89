// Puts the compiled core into a TypeScript module as base64, so that nothing has to be fetched.
import { readFileSync, writeFileSync } from 'node:fs';

const binary = readFileSync('build/blup.wasm');
writeFileSync(
  'src/engine/binary.ts',
  `/** The compiled core (${binary.length} bytes) in base64; made by scripts/embed-wasm.mjs. */\nexport const binary: string =\n  '${binary.toString('base64')}';\n`,
);
