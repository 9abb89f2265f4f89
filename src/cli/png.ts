import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BlupError } from '../errors/blup-error.ts';

/** An SVG file to be drawn, and where to; sizes in pixels of the figure. */
interface Drawing {
  readonly svg: string;
  readonly png: string;
  readonly folder: string;
  readonly width: number;
  readonly height: number;
}

/** A program that draws SVG, and the arguments it takes. */
interface Renderer {
  readonly names: readonly string[];
  readonly args: (drawing: Drawing) => readonly string[];
}

/** Pixels of the picture for one of the figure, so that text is sharp in print. */
const SCALE = 2;

const RENDERERS: readonly Renderer[] = [
  {
    names: ['rsvg-convert'],
    args: ({ svg, png }) => [
      '--format=png',
      `--zoom=${SCALE}`,
      '--background-color=white',
      `--output=${png}`,
      svg,
    ],
  },
  {
    names: ['resvg'],
    args: ({ svg, png }) => [`--zoom=${SCALE}`, '--background=white', svg, png],
  },
  {
    names: ['inkscape'],
    args: ({ svg, png }) => [
      '--export-type=png',
      `--export-dpi=${96 * SCALE}`,
      '--export-background=white',
      `--export-filename=${png}`,
      svg,
    ],
  },
  {
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'],
    args: ({ svg, png, folder, width, height }) => [
      '--headless',
      '--disable-gpu',
      '--no-first-run',
      '--disable-sync',
      '--disable-background-networking',
      '--disable-component-update',
      '--hide-scrollbars',
      `--user-data-dir=${join(folder, 'profile')}`,
      // Chromium's own sandbox does not start for the superuser; what is drawn is a file of ours without scripts.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--force-device-scale-factor=${SCALE}`,
      `--window-size=${width},${height}`,
      `--screenshot=${png}`,
      pathToFileURL(svg).href,
    ],
  },
  {
    names: ['magick'],
    args: ({ svg, png }) => ['-density', String(96 * SCALE), '-background', 'white', svg, png],
  },
];

/** The file of a program in the folders of PATH; folders named relative to where the call happens do not count. */
function find(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  return folders
    .map((folder) => join(folder, file))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

function sizeOf(svg: string): { width: number; height: number } {
  const [, width = '800', height = '600'] =
    /^<svg[^>]* width="(\d+)[^"]*" height="(\d+)/.exec(svg) ?? [];
  return { width: Number(width), height: Number(height) };
}

/**
 * A figure's SVG as PNG, two pixels for one, by the first program on PATH that can draw it: rsvg-convert, resvg, Inkscape, Chromium or
 * ImageMagick. No shell takes part; files are in a folder of their own that is removed.
 *
 * @throws `option` when there is no such program, `file` when none of those found makes a picture
 */
export function pngOf(svg: string): Uint8Array {
  const found = RENDERERS.flatMap(({ names, args }) => {
    const path = names.map(find).find((one) => one !== undefined);
    return path === undefined ? [] : [{ path, args }];
  });
  if (found.length === 0) {
    throw new BlupError(
      'option',
      'PNG needs a program that draws SVG, and none is on PATH; install rsvg-convert (librsvg), resvg, Inkscape, Chromium or ' +
        'ImageMagick, or write .svg',
      { value: 'png' },
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'blup-png-'));
  try {
    const drawing = {
      ...sizeOf(svg),
      folder,
      svg: join(folder, 'figure.svg'),
      png: join(folder, 'figure.png'),
    };
    writeFileSync(drawing.svg, svg);
    for (const { path, args } of found) {
      const picture = draw(path, args(drawing), drawing.png);
      if (picture !== undefined) return picture;
    }
    throw new BlupError(
      'file',
      `no PNG was made: ${found.map(({ path }) => path).join(', ')} could not draw the figure; write .svg`,
      { value: found.map(({ path }) => path) },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The picture that a program made; undefined when it failed. */
function draw(path: string, args: readonly string[], png: string): Uint8Array | undefined {
  try {
    execFileSync(path, args, { stdio: 'ignore', timeout: 60_000 });
    const picture = readFileSync(png);
    // What every PNG begins with.
    return picture.subarray(1, 4).toString('latin1') === 'PNG' ? picture : undefined;
  } catch {
    return undefined;
  }
}
