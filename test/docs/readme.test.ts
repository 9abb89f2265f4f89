import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Examples run beside the data that they name; `blup` resolves to this package from there. */
const folder = join(root, 'web-demo/data');

interface Block {
  readonly language: string;
  readonly text: string;
  /** The text block that follows directly. */
  readonly output?: string;
}

function blocksOf(markdown: string): Block[] {
  const pattern = /^```(\w+)\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```\n)?/gm;
  return [...markdown.matchAll(pattern)].map(([, language, text, output]) => {
    return output === undefined ? { language, text } : { language, text, output };
  });
}

/** A decrement of an optimum is the size of rounding errors. */
function withoutNoise(text: string): string {
  return text.replace(/\(decrement \S+,/g, '(decrement,').trimEnd();
}

function run(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}

const readme = blocksOf(readFileSync(join(root, 'README.md'), 'utf8'));

describe('JavaScript in the README runs and prints what it says', () => {
  const scripts = readme.filter(({ language }) => language === 'js');

  test('there are examples, each with its output', () => {
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter(({ output }) => output === undefined)).toEqual([]);
  });

  test.each(scripts.map((block, i) => ({ number: i + 1, ...block })))('$number', (block) => {
    const { status, stdout, stderr } = run(['--input-type=module', '-'], block.text);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(withoutNoise(stdout)).toBe(withoutNoise(block.output ?? ''));
  });
});

describe('commands in the README run and print what it says', () => {
  const shells = readme.filter(({ language, text }) => language === 'sh' && /^blup /.test(text));
  const commands = shells.flatMap(({ text, output }) => {
    const lines = text.trimEnd().split('\n');
    return lines.map((command, i) => ({ command, output: lines.length === i + 1 ? output : '' }));
  });

  test('there are examples, with an output for one command at most', () => {
    expect(commands.length).toBeGreaterThan(0);
    const several = shells.filter(({ text, output }) => output && text.trimEnd().includes('\n'));
    expect(several).toEqual([]);
  });

  test.each(commands)('$command', ({ command, output }) => {
    const [, ...args] = wordsOf(command);
    const { status, stdout, stderr } = run([join(root, 'dist/cli/main.js'), ...args]);
    if (!output) {
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).not.toBe('');
    } else {
      expect(withoutNoise(stdout + stderr)).toBe(withoutNoise(output));
    }
  });
});

describe('links', () => {
  const skipped = new Set(['node_modules', 'dist', 'build', 'coverage', '.git', '.cache']);

  function markdownIn(directory: string): string[] {
    return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
      if (skipped.has(entry.name)) return [];
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return markdownIn(path);
      return entry.name.endsWith('.md') ? [path] : [];
    });
  }

  test('to local files lead somewhere', () => {
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
});
