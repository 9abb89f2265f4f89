import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;
const sleepstudy = `${root}web-demo/data/sleepstudy.csv`;
const slope = 'Reaction ~ Days + (Days | Subject)';
const folder = mkdtempSync(join(tmpdir(), 'blup-saved-'));
const file = join(folder, 'model.json');
afterAll(() => rmSync(folder, { recursive: true }));

function blup(args: readonly string[], input = '') {
  const command = [`${root}dist/cli/main.js`, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('a saved model prints what the fit printed', () => {
  const fit = blup(['fit', sleepstudy, slope, '--save', file]);
  expect({ status: fit.status, stderr: fit.stderr }).toEqual({ status: 0, stderr: '' });
  expect(blup(['summary', file])).toEqual(fit);
  expect(blup(['summary', '-'], readFileSync(file, 'utf8'))).toEqual(fit);
  expect(readdirSync(folder)).toEqual(['model.json']);
  const json = ['--format', 'json', '--with', 'ranef', '--ddf', 'kenward-roger'];
  expect(blup(['summary', file, ...json])).toEqual(blup(['fit', sleepstudy, slope, ...json]));
});

test('saving again replaces the file; equal fits give equal files', () => {
  blup(['fit', sleepstudy, slope, '--save', file]);
  const first = readFileSync(file, 'utf8');
  writeFileSync(file, 'something longer that stood there before'.repeat(10_000));
  blup(['fit', sleepstudy, slope, '--save', file]);
  expect(readFileSync(file, 'utf8')).toBe(first);
});

test('without groups', () => {
  const bare = join(folder, 'bare.json');
  const fit = blup(['fit', sleepstudy, slope, '--save', bare, '--without-groups']);
  expect(readFileSync(bare, 'utf8')).not.toContain('"308"');
  expect(blup(['summary', bare])).toEqual(fit);
  const { status, stderr } = blup(['summary', bare, '--ddf', 'kenward-roger']);
  expect(status).toBe(2);
  expect(stderr).toMatch(/^blup: the model was saved without its groups .*\n$/);
});

test('what cannot be written or read is said in one line, and leaves nothing behind', () => {
  mkdirSync(join(folder, 'full'));
  const say = (...args: string[]) => {
    const { status, stderr } = blup(args);
    expect(status).toBe(2);
    expect(stderr.split('\n')).toHaveLength(2);
    return stderr;
  };
  const fit = (...more: string[]) => say('fit', sleepstudy, slope, ...more);
  expect(fit('--save', join(folder, 'none', 'm.json'))).toMatch('cannot be written (no such file');
  expect(fit('--save', join(folder, 'full'))).toMatch('cannot be written');
  expect(fit('--save', sleepstudy)).toMatch('would write over the data');
  expect(fit('--save', '-')).toMatch('--save needs the name of a file');
  expect(fit('--without-groups')).toMatch('--without-groups belongs to --save');
  expect(say('summary', join(folder, 'none.json'))).toMatch('cannot be read (no such file');
  expect(say('summary', sleepstudy)).toMatch('the text is no saved model');
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
