import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'blup-png-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder with one program, a shell script. */
function pathWith(name: string, script: string): string {
  const path = mkdtempSync(join(folder, 'bin-'));
  writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(path, name), 0o755);
  return path;
}

function plot(path: string, file: string) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      `${root}dist/command/blup.js`,
      'plot',
      `${root}web-demo/data/sleepstudy.csv`,
      'Reaction ~ Days + (Days | Subject)',
      'caterpillar',
      '-o',
      file,
    ],
    { encoding: 'utf8', cwd: folder, env: { PATH: path } },
  );
  return { status, stdout, stderr };
}

test('a renderer gets the SVG as a file and its picture is taken, without a shell', () => {
  // The stand-in writes what it was given behind the signature of PNG.
  const path = pathWith(
    'rsvg-convert',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    'for a; do case "$a" in --output=*) out="${a#--output=}";; *.svg) svg="$a";; esac; done\n' +
      `/usr/bin/printf '\\211PNG\\r\\n' > "$out"; /bin/cat "$svg" >> "$out"`,
  );
  const file = join(folder, 'a $(touch x); b.png');
  expect(plot(path, file)).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(readFileSync(file, 'latin1')).toMatch(/^.PNG\r\n<svg /);
  expect(readdirSync(folder)).not.toContain('x');
});

test('without a renderer, or with one that fails, an error says what to do', () => {
  const none = plot(folder, join(folder, 'none.png'));
  expect(none.status).toBe(2);
  expect(none.stderr).toMatch(
    /^blup: PNG needs a program that draws SVG, and none is on PATH; install rsvg/,
  );
  const failing = plot(pathWith('resvg', 'exit 1'), join(folder, 'none.png'));
  expect(failing.status).toBe(2);
  expect(failing.stderr).toMatch(/^blup: no PNG was made: .*resvg could not draw the figure/);
  expect(readdirSync(folder)).not.toContain('none.png');
});

test('programs in the folder of the call are not taken', () => {
  mkdirSync(join(folder, 'here'), { recursive: true });
  const own = pathWith('resvg', 'exit 0');
  const relative = own.slice(folder.length + 1);
  expect(plot(`${relative}:.:`, join(folder, 'none.png')).stderr).toContain('none is on PATH');
});

test('another ending is refused', () => {
  expect(plot(folder, join(folder, 'a.pdf')).stderr).toContain('ends in neither .svg nor .png');
});
