import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

const built = fileURLToPath(new URL('../../web-demo/dist/', import.meta.url));

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(`${folder}${entry.name}/`) : [`${folder}${entry.name}`],
  );
}

const files = filesIn(built);
const zipped = (names: readonly string[]): number =>
  names.reduce((sum, name) => sum + gzipSync(readFileSync(name), { level: 9 }).length, 0);

/** Scripts with all that they import before they run. */
function withImports(names: readonly string[]): string[] {
  const all = new Set(names);
  for (const name of all) {
    for (const [, file] of readFileSync(name, 'utf8').matchAll(/(?:from|import)"\.\/([^"]+)"/g)) {
      all.add(`${built}assets/${file}`);
    }
  }
  return [...all];
}

describe('the built demonstration', () => {
  test('is below 600 KB gzipped, without the data', () => {
    const own = files.filter((name) => !name.endsWith('.csv'));
    expect(own.length).toBeGreaterThan(3);
    expect(zipped(own)).toBeLessThan(600_000);
  });

  test('shows the first model with less than 200 KB', () => {
    const page = files.filter((name) => /(index|show)(\.html|-[^/]+\.(css|js))$/.test(name));
    const worker = withImports(files.filter((name) => /\/session-worker-[^/]+$/.test(name)));
    expect(page.length).toBe(4);
    const first = [...page, ...worker];
    expect(zipped(first)).toBeLessThan(200_000);
  });

  test('names no other address, so that it works on any host and in any folder', () => {
    const page = readFileSync(`${built}index.html`, 'utf8');
    const addresses = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of addresses) expect(address).toMatch(/^\.\//);
    expect(page).toContain("default-src 'none'");
  });
});
