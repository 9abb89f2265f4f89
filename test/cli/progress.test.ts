import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { progressLine } from '../../src/cli/progress-line.ts';

/** A terminal that remembers what it was told, and a clock that is set by hand. */
function stage(isTTY: boolean, kind = 'xterm') {
  const written: string[] = [];
  const clock = { now: 0 };
  const terminal = { isTTY, columns: 20, write: (text: string) => written.push(text) };
  return { written, clock, line: progressLine(terminal, kind, () => clock.now) };
}

test('shows nothing for short work, then a line now and then, and takes it away', () => {
  const { written, clock, line } = stage(true);
  line.say('too early');
  line.clear();
  expect(written).toEqual([]);
  clock.now = 600;
  line.say('fitting: step 1 of very many');
  clock.now = 650;
  line.say('too soon');
  clock.now = 750;
  line.say('step 3');
  line.clear();
  line.clear();
  expect(written).toEqual(['\r\x1b[2Kfitting: step 1 of ', '\r\x1b[2Kstep 3', '\r\x1b[2K']);
});

test.each([
  [false, 'xterm'],
  [true, 'dumb'],
])('writes nothing when nobody sees it: %s %s', (isTTY, kind) => {
  const { written, clock, line } = stage(isTTY, kind);
  clock.now = 10_000;
  line.say('fitting');
  line.clear();
  expect(written).toEqual([]);
  expect(line.active).toBe(false);
});

const root = new URL('../..', import.meta.url).pathname;
const call = (standardError: string) =>
  `${process.execPath} ${root}dist/command/blup.js fit ${root}web-demo/data/sleepstudy.csv ` +
  `'Reaction ~ Days + (Days | Subject)' --confint boot --nsim 20000 2>${standardError}`;

test.skipIf(!existsSync('/usr/bin/script'))('on a terminal only, and nothing is left of it', () => {
  const run = (standardError: string) =>
    spawnSync('/usr/bin/script', ['-qec', call(standardError), '/dev/null'], {
      encoding: 'utf8',
      env: { ...process.env, TERM: 'xterm' },
    }).stdout;
  const shown = run('&1');
  expect(shown).toMatch(/bootstrap replicates: \d+ of 20000/);
  expect(shown).toContain('\r\x1b[2K');
  const quiet = run('/dev/null');
  expect(quiet).not.toContain('\x1b');
  const afterwards = shown.slice(shown.lastIndexOf('\x1b[2K') + 4);
  expect(afterwards).toBe(quiet);
});
