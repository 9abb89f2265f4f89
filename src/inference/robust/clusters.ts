import { BlupError } from '../../errors/blup-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import type { FittedModel } from '../../fit/model.ts';

/** The rows of a model divided into clusters that no random effect joins. */
export interface Clusters {
  readonly name: string;
  readonly count: number;
  /** Cluster of each row, 0-based. */
  readonly codes: Int32Array;
}

/** Clusters that are no grouping factor of the model: one value for each row that the model kept. */
export interface ClusterValues {
  readonly name: string;
  readonly values: ArrayLike<unknown>;
}

/** A grouping factor of the model: the cluster or what is nested in it. */
interface Grouping {
  readonly group: string;
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

/**
 * The clusters of a model: by default the levels of the grouping factor in which all others are nested.
 *
 * @param cluster name of a grouping factor, or other values
 * @throws `grouping-factor` when a random effect is shared by several clusters; `input` for an unknown name or a wrong
 * number of values
 */
export function clustersOf(model: FittedModel, cluster?: string | ClusterValues): Clusters {
  const factors = distinctFactors(model);
  if (cluster === undefined) return topFactor(factors);
  const chosen = typeof cluster === 'string' ? named(factors, cluster) : given(model, cluster);
  for (const other of factors) {
    const level = sharedLevel(other, chosen.codes);
    if (level < 0) continue;
    throw new BlupError(
      'grouping-factor',
      `${other.group} crosses ${chosen.name}: its level "${other.levels[level]}" occurs in several clusters, which are ` +
        'then not independent; cluster by a factor in which all grouping factors are nested',
      { value: chosen.name, crosses: other.group, level: other.levels[level] },
    );
  }
  return chosen;
}

function distinctFactors(model: FittedModel): Grouping[] {
  const seen = new Map<string, Grouping>();
  for (const term of model.design.random) if (!seen.has(term.group)) seen.set(term.group, term);
  return [...seen.values()];
}

function topFactor(factors: readonly Grouping[]): Clusters {
  const coarsestFirst = factors.toSorted((a, b) => a.levels.length - b.levels.length);
  const [top, ...others] = coarsestFirst;
  const crossing = others.filter((other) => sharedLevel(other, top.codes) >= 0);
  if (crossing.length === 0) return asClusters(top);
  const names = crossing.map(({ group }) => group).join(', ');
  throw new BlupError(
    'grouping-factor',
    `${names} ${crossing.length > 1 ? 'cross' : 'crosses'} ${top.group}, so the rows do not fall into independent clusters; ` +
      'cluster-robust standard errors need one grouping factor in which all others are nested, or a coarser cluster',
    { value: top.group, crosses: crossing.map(({ group }) => group) },
  );
}

function asClusters({ group, codes, levels }: Grouping): Clusters {
  return { name: group, codes, count: levels.length };
}

function named(factors: readonly Grouping[], name: string): Clusters {
  const factor = factors.find(({ group }) => group === name);
  if (factor !== undefined) return asClusters(factor);
  const groups = factors.map(({ group }) => group);
  const hint = didYouMean(name, groups) || `; the grouping factors are ${groups.join(', ')}`;
  throw new BlupError('input', `no grouping factor of the model is named "${name}"${hint}`, {
    value: name,
  });
}

function given(model: FittedModel, { name, values }: ClusterValues): Clusters {
  if (values.length !== model.design.n) {
    throw new BlupError(
      'input',
      `${name} has ${values.length} values; the model has ${model.design.n} rows (model.rows says which of the data)`,
      { value: values.length },
    );
  }
  const codeOf = new Map<unknown, number>();
  const codes = Int32Array.from(values, (value) => {
    if (value === null || value === undefined || Number.isNaN(value)) {
      throw new BlupError('input', `a value of ${name} is missing; clusters must be known`, {
        value,
        name,
      });
    }
    const code = codeOf.get(value) ?? codeOf.size;
    codeOf.set(value, code);
    return code;
  });
  if (codeOf.size < 2) {
    throw new BlupError(
      'input',
      `${name} has one value; robust standard errors need at least 2 clusters`,
      {
        value: codeOf.size,
      },
    );
  }
  return { name, codes, count: codeOf.size };
}

/** A level of the factor that occurs in more than one cluster, or −1. */
function sharedLevel({ codes, levels }: Grouping, clusters: Int32Array): number {
  const first = new Int32Array(levels.length).fill(-1);
  for (let i = 0; i < codes.length; i++) {
    const level = codes[i];
    if (first[level] < 0) first[level] = clusters[i];
    else if (first[level] !== clusters[i]) return level;
  }
  return -1;
}
