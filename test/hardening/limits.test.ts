import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('a model beyond 4 GiB is refused with the bytes, before they are taken', () => {
  // Two factors of 45,000 levels each that meet at random: whatever the order, the factor has a large dense part.
  const program = `
    import { lmer, randomStream } from 'blup';
    const { uniform, normal } = randomStream(1);
    const column = (make) => Float64Array.from({ length: 180_000 }, make);
    const level = () => Math.floor(45_000 * uniform());
    try {
      lmer('y ~ 1 + (1 | a) + (1 | b)', { y: column(normal), a: column(level), b: column(level) });
    } catch ({ code, message, detail }) {
      const peak = process.resourceUsage().maxRSS / 1e3;
      console.log(JSON.stringify({ code, message, bytes: detail.value, peak }));
    }`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const { code, message, bytes, peak } = JSON.parse(stdout);
  expect(code).toBe('memory');
  expect(message).toMatch(/needs more than \d+ MiB, which WebAssembly cannot give; use fewer/);
  expect(bytes).toBeGreaterThan(2 ** 32);
  expect(peak).toBeLessThan(600);
}, 300_000);
