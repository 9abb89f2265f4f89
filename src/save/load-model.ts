import { BlupError } from '../errors/blup-error.ts';
import type { LoadedModel } from '../fit/model.ts';
import { checkModel } from './check-model.ts';
import { damaged, entriesOf } from './codec.ts';
import { modelCodec, type StoredModel } from './model-codec.ts';
import { FORMAT, VERSION } from './save-model.ts';

function parse(text: string): unknown {
  if (typeof text !== 'string') {
    throw new BlupError('input', `loadModel needs the text of a saved model, not ${typeof text}`, {
      value: typeof text,
    });
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new BlupError(
      'saved-model',
      text.trimStart().startsWith('{')
        ? 'the saved model is cut off or damaged: it is no JSON; save it again'
        : 'the text is no saved model: it is no JSON object; use what saveModel or blup fit --save made',
      { length: text.length },
    );
  }
}

function contentOf(json: unknown): unknown {
  const entries =
    typeof json === 'object' && json !== null && !Array.isArray(json)
      ? entriesOf(json, '')
      : new Map<string, unknown>();
  if (entries.get('format') !== FORMAT) {
    throw new BlupError(
      'saved-model',
      `the text is no saved model: it has no "format": "${FORMAT}"; use what saveModel or blup fit --save made`,
    );
  }
  const version = entries.get('version');
  if (version !== VERSION && version !== 1) {
    const newer = typeof version === 'number' && version > VERSION;
    throw new BlupError(
      'saved-model',
      newer
        ? `the saved model has version ${version}, this program reads versions up to ${VERSION}; use a newer one`
        : `the saved model is damaged: "version" must be 1 or ${VERSION}; save it again`,
      { value: typeof version === 'number' ? version : typeof version },
    );
  }
  const unknown = [...entries.keys()].find(
    (name) => !['format', 'version', 'model'].includes(name),
  );
  if (unknown !== undefined) throw damaged(unknown, 'is an unknown entry');
  return entries.get('model');
}

/** The model of the file; levels are one array for all terms of a factor, as in a fitted model. */
function assemble(stored: StoredModel): LoadedModel {
  const { levels, random: parts, saved, responseName, fixed, ...rest } = stored;
  const { columns, notices, ...kept } = saved;
  const random = parts.map((part, t) => ({
    ...part,
    levels: levels[stored.crossProducts.terms[t].factor],
  }));
  return {
    ...rest,
    responseName,
    fixed,
    random,
    saved: {
      ...kept,
      layout: {
        responseName,
        fixed: { ...columns, termLabels: fixed.termLabels },
        random: random.map(({ label, group, names, levels: own }) => ({
          label,
          group,
          names,
          levels: own,
        })),
        notices,
      },
    },
    timing: { design: 0, fit: 0 },
  };
}

/**
 * The model that `saveModel` wrote, without its rows. It answers as the original whatever needs no single row: summary, effects,
 * tests, profiles, bootstraps, comparisons, marginal means, shares of variance, residuals of groups, level equations, and predictions
 * and simulations for rows that are given. What needs rows of the fit (fitted values, residuals, robust standard errors, refits to a new
 * response) throws `no-rows-kept`.
 *
 * Every entry is checked: type, length, range, and that all fit together. Nothing is executed.
 *
 * @throws `saved-model` for text that is no saved model, is damaged, or has a newer version
 */
export function loadModel(text: string): LoadedModel {
  const stored = modelCodec.decode(contentOf(parse(text)), 'model');
  checkModel(stored);
  return assemble(stored);
}
