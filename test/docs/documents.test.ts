import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../cli/blup.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every script and command of these documents is run. */
const documents = [
  'README.md',
  ...markdownIn(join(root, 'docs')).map((file) => relative(root, file)),
];

/** `UPDATE_DOCUMENTS=1 npx vitest run test/docs` writes into the documents what is printed now. */
const updating = process.env.UPDATE_DOCUMENTS !== undefined;

/** Examples run beside all data that they name; `blup` resolves to this package from there. */
let folder = '';
/** Where all but few examples run: to load blup anew for each takes longer than most of them. */
let examples: ChildProcess;

beforeAll(() => {
  mkdirSync(join(root, 'build'), { recursive: true });
  folder = mkdtempSync(join(root, 'build/documents-'));
  for (const place of ['web-demo/data', 'docs/guide/data', 'test/reference/data']) {
    for (const name of readdirSync(join(root, place))) {
      const path = join(folder, name);
      if (/\.csv(\.gz)?$/.test(name) && !existsSync(path))
        symlinkSync(join(root, place, name), path);
    }
  }
  const program = fileURLToPath(new URL('example-process.mjs', import.meta.url));
  examples = fork(program, { cwd: folder, execArgv: [] });
});
afterAll(async () => {
  const ended = once(examples, 'exit');
  examples.disconnect();
  // No example leaves anything behind that keeps a process alive.
  expect(await ended).toEqual([0, null]);
  rmSync(folder, { recursive: true });
});

interface Block {
  readonly language: string;
  readonly text: string;
  /** The text block that follows directly. */
  readonly output?: string;
}

const blockPattern = /^```(\w+)\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```\n)?/gm;

function blocksOf(document: string): Block[] {
  const markdown = readFileSync(join(root, document), 'utf8');
  return [...markdown.matchAll(blockPattern)].map(([, language, text, output]) => {
    return output === undefined ? { language, text } : { language, text, output };
  });
}

/** Writes another output into the document. */
function update(document: string, block: Block, output: string): void {
  const path = join(root, document);
  const text = readFileSync(path, 'utf8').replace(blockPattern, (whole, language, code, old) => {
    const same = language === block.language && code === block.text && old === block.output;
    return same
      ? `\`\`\`${language}\n${code}\`\`\`\n\n\`\`\`text\n${output.trimEnd()}\n\`\`\`\n`
      : whole;
  });
  writeFileSync(path, text);
}

/** A decrement of an optimum is the size of rounding errors. */
function withoutNoise(text: string): string {
  return text.replace(/\(decrement \S+,/g, '(decrement,').trimEnd();
}

async function ask(request: object): Promise<Outcome> {
  examples.send(request);
  const [outcome] = await once(examples, 'message');
  return outcome;
}

let scripts = 0;

function runScript(text: string): Outcome | Promise<Outcome> {
  scripts += 1;
  const file = join(folder, `script-${scripts}.mjs`);
  writeFileSync(file, text);
  // Whether a script with a worker ends is seen only in a process of its own.
  if (!text.includes("'blup/worker'")) return ask({ script: pathToFileURL(file).href });
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}

describe.each(documents)('%s', (document) => {
  const blocks = blocksOf(document);
  const scripts = blocks.filter(({ language }) => language === 'js');
  const shells = blocks.filter(({ language }) => language === 'sh');
  const commands = shells.flatMap((block) => {
    const lines = block.text.split('\n').filter((line) => line.startsWith('blup '));
    return lines.map((command, i) => ({
      command,
      block,
      output: lines.length === i + 1 ? block.output : undefined,
    }));
  });

  test('gives the output of every script, and of one command at most in a block', () => {
    expect(scripts.filter(({ output }) => output === undefined)).toEqual([]);
    const several = shells.filter(({ text, output }) => output && text.trimEnd().includes('\n'));
    expect(several).toEqual([]);
  });

  test.each(scripts.map((block, i) => ({ number: i + 1, block })))(
    'script $number prints what the page says',
    async ({ block }) => {
      const { status, stdout, stderr } = await runScript(block.text);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      if (updating) update(document, block, stdout);
      else expect(withoutNoise(stdout)).toBe(withoutNoise(block.output ?? ''));
    },
  );

  test.each(commands)('$command', async ({ command, output, block }) => {
    const [, ...args] = wordsOf(command);
    const { status, stdout, stderr } = await ask({ args });
    if (output === undefined) {
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).not.toBe('');
    } else if (updating) {
      expect(status).not.toBeNull();
      update(document, block, stdout + stderr);
    } else {
      expect(withoutNoise(stdout + stderr)).toBe(withoutNoise(output));
    }
  });
});

test('the simulated data are what make-data.mjs makes', () => {
  const made = mkdtempSync(join(folder, 'data-'));
  const script = join(root, 'docs/guide/data/make-data.mjs');
  const { stderr } = spawnSync(process.execPath, [script, made], { encoding: 'utf8' });
  expect(stderr).toBe('');
  for (const name of readdirSync(made)) {
    const committed = readFileSync(join(root, 'docs/guide/data', name), 'utf8');
    expect(readFileSync(join(made, name), 'utf8')).toBe(committed);
  }
  expect(readdirSync(made)).toHaveLength(3);
});

function markdownIn(directory: string): string[] {
  const skipped = new Set(['node_modules', 'dist', 'build', 'coverage', '.git', '.cache']);
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return [];
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return markdownIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

test('links to local files lead somewhere', () => {
  const broken = markdownIn(root).flatMap((file) => {
    const links = [...readFileSync(file, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)];
    return links
      .map(([, target]) => target.replace(/#.*$/, ''))
      .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
      .filter((target) => !existsSync(join(dirname(file), target)))
      .map((target) => `${relative(root, file)} → ${target}`);
  });
  expect(broken).toEqual([]);
});
