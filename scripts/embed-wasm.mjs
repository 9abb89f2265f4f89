// Puts the compiled binaries into TypeScript modules as text, so that nothing has to be fetched.
//
// Base64 spreads three bytes over four characters, which hides repetitions from gzip: a page would load a quarter more.
// Here each byte is one character, or two where it is rare; src/engine/binary-text.ts reads it. The alphabet leaves out what
// a string, a template or a script element would need escaped.
import { readFileSync, writeFileSync } from 'node:fs';

const binaries = [
  ['build/blup.wasm', 'src/engine/binary.ts', 'The compiled core'],
  ['build/inference.wasm', 'src/engine/inference-binary.ts', 'The compiled core with inference'],
  [
    'build/generalised.wasm',
    'src/engine/generalised-binary.ts',
    'The compiled core of generalised models',
  ],
];
const alphabet = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
  .filter((char) => !'\'"`\\$<'.includes(char))
  .join('');
const singles = alphabet.length - 2;

for (const [source, target, what] of binaries) {
  const binary = readFileSync(source);
  const counts = new Array(256).fill(0);
  for (const byte of binary) counts[byte]++;
  const order = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b);
  const words = new Array(256);
  order.forEach((byte, i) => {
    const pair = i - singles;
    words[byte] =
      pair < 0
        ? alphabet[i]
        : alphabet[singles + Math.floor(pair / singles)] + alphabet[pair % singles];
  });
  const text = Array.from(binary, (byte) => words[byte]).join('');
  writeFileSync(
    target,
    `/** ${what} (${binary.length} bytes) as text; made by scripts/embed-wasm.mjs, read by binary-text.ts. */
export const binary = {
  size: ${binary.length},
  alphabet: '${alphabet}',
  order: '${order.join(' ')}',
  text: '${text}',
};
`,
  );
}
