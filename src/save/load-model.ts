import type { DesignLayout } from '../design/design.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { AnyLoadedModel, LoadedGeneralisedModel } from '../fit/generalised-model.ts';
import { groupNames } from '../fit/group-names.ts';
import type { LoadedModel } from '../fit/model.ts';
import { checkGeneralisedModel } from './check-generalised.ts';
import { checkModel } from './check-model.ts';
import { damaged, entriesOf } from './codec.ts';
import type { StoredEstimates, StoredRows } from './estimate-codec.ts';
import { generalisedCodec } from './generalised-codec.ts';
import { modelCodec } from './model-codec.ts';
import { FORMAT, VERSION } from './save-model.ts';

/** All versions that were ever written. */
const VERSIONS: readonly number[] = [1, 2, VERSION];

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

function contentOf(json: unknown): { readonly version: number; readonly model: unknown } {
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
  if (typeof version !== 'number' || !VERSIONS.includes(version)) {
    const newer = typeof version === 'number' && version > VERSION;
    throw new BlupError(
      'saved-model',
      newer
        ? `the saved model has version ${version}, this program reads versions up to ${VERSION}; use a newer one`
        : `the saved model is damaged: "version" must be ${VERSIONS.join(' or ')}; save it again`,
      { value: typeof version === 'number' ? version : typeof version },
    );
  }
  const unknown = [...entries.keys()].find(
    (name) => !['format', 'version', 'model'].includes(name),
  );
  if (unknown !== undefined) throw damaged(unknown, 'is an unknown entry');
  return { version, model: entries.get('model') };
}

/** What every loaded model has of the file: levels are one array for all terms of a factor, as in a fitted model. */
function assemble<S extends StoredRows>(
  { random: parts, levels, responseName, fixed }: StoredEstimates,
  saved: S,
  factors: readonly number[],
) {
  const { columns, notices, ...kept } = saved;
  const random = parts.map((part, t) => ({ ...part, levels: levels[factors[t]] }));
  const layout: DesignLayout = {
    responseName,
    fixed: { ...columns, termLabels: fixed.termLabels },
    random: random.map(({ label, group, names, levels: own }) => ({
      label,
      group,
      names,
      levels: own,
    })),
    notices,
  };
  return { random, saved: { ...kept, layout }, timing: { design: 0, fit: 0 } };
}

function linearModel(json: unknown): LoadedModel {
  const stored = modelCodec.decode(json, 'model');
  checkModel(stored);
  const { levels: _, saved, ...rest } = stored;
  const factors = stored.crossProducts.terms.map(({ factor }) => factor);
  return { ...rest, ...assemble(stored, saved, factors) };
}

function generalisedModel(json: unknown): LoadedGeneralisedModel {
  const stored = generalisedCodec.decode(json, 'model');
  checkGeneralisedModel(stored);
  const { levels: _, saved, ...rest } = stored;
  const names = groupNames(stored);
  const factors = stored.random.map(({ group }) => names.indexOf(group));
  return { ...rest, ...assemble(stored, saved, factors) };
}

/**
 * The model that `saveModel` wrote, without its rows; its `kind` tells a linear from a generalised one. It answers as the original
 * whatever needs no single row: summary, effects, tests, profiles, bootstraps, comparisons, marginal means, shares of variance, residuals
 * of groups, level equations, and predictions and simulations for rows that are given. What needs rows of the fit (fitted values, residuals,
 * robust standard errors, refits to a new response; of a generalised model whatever evaluates its likelihood anew) throws `no-rows-kept`.
 *
 * Every entry is checked: type, length, range, and that all fit together. Nothing is executed.
 *
 * @throws `saved-model` for text that is no saved model, is damaged, or has a newer version
 */
export function loadModel(text: string): AnyLoadedModel {
  const { version, model } = contentOf(parse(text));
  const kind = entriesOf(model, 'model').get('kind');
  return version >= VERSION && kind === 'glmm' ? generalisedModel(model) : linearModel(model);
}
