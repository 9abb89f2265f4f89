import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { checkPlotKind, type ModelPlotOptions, modelPlot } from '../plot/kinds.ts';
import { pngOf } from './png.ts';
import { print } from './print.ts';
import { progress } from './progress-line.ts';
import { writeWhole } from './write-file.ts';

/** A plot to draw and the file it goes to. */
export interface PlotRequest {
  readonly kind: string;
  readonly path: string;
}

/** `caterpillar=out.svg`, also given several times. */
export function plotRequests(text: string, before: readonly PlotRequest[] = []): PlotRequest[] {
  const at = text.indexOf('=');
  if (at <= 0 || at === text.length - 1) {
    throw new BlupError('option', `--plot needs KIND=FILE, as in caterpillar=out.svg: "${text}"`, {
      value: text,
    });
  }
  const request = { kind: text.slice(0, at), path: text.slice(at + 1) };
  checkPlotKind(request.kind);
  checkPicture(request.path);
  return [...before, request];
}

const isPng = (path: string): boolean => /\.png$/i.test(path);

/** Throws `BlupError('option')` unless a file is to be SVG or PNG. */
export function checkPicture(path: string): void {
  if (path === '-' || /\.svg$/i.test(path) || isPng(path)) return;
  throw new BlupError(
    'option',
    `plots are written as SVG or PNG: "${path}" ends in neither .svg nor .png`,
    { value: path },
  );
}

/** Draws plots of a model and writes them, each file whole; `-` is standard output. Files are written once all are drawn. */
export async function writePlots(
  model: AnyModel,
  requests: readonly PlotRequest[],
  options: ModelPlotOptions = {},
): Promise<void> {
  if (requests.length === 0) return;
  // Loaded here, since it takes a tenth of a second that other calls need not spend.
  const { plotSvg } = await import('../plot/render.ts');
  const drawn = requests.map(({ kind, path }) => {
    progress.say(`drawing ${kind}`);
    const svg = plotSvg(modelPlot(model, kind, options));
    return { path, content: isPng(path) ? pngOf(svg) : svg };
  });
  for (const { path, content } of drawn) {
    if (path === '-') print(content);
    else writeWhole(path, content);
  }
}
