import type { Command } from 'commander';
import { BlupError } from '../errors/blup-error.ts';
import type { FittedModel } from '../fit/model.ts';
import type { RobustType } from '../inference/robust/cluster-scores.ts';
import type { ClusterValues } from '../inference/robust/clusters.ts';
import { type RobustTests, robustTests } from '../inference/robust/robust-tests.ts';
import type { Table } from '../table/table.ts';
import { checkAvailable } from './unavailable-options.ts';

/** Options of robust standard errors, as commander hands them over. */
export interface RobustFlags {
  /** True when no type was given. */
  readonly robust?: string | true;
  readonly cluster?: string;
}

/** Adds `--robust` and `--cluster` to a command. */
export function addRobustOptions(command: Command): Command {
  return command
    .option('--robust [type]', 'add cluster-robust standard errors: CR0, CR1 or CR2 (default)')
    .option('--cluster <column>', 'clusters of --robust; default the top grouping factor');
}

/**
 * The words of a call with the type written behind `--robust`, since an option whose value may be missing would take the next word,
 * data or formula, for it. A word such as CR2 or HC3 that follows is the type, another is not.
 */
export function spellRobust(words: readonly string[]): string[] {
  const end = words.indexOf('--');
  return words.flatMap((word, i) => {
    if (end >= 0 && i > end) return [word];
    if (word === '--robust') {
      return [isType(words[i + 1]) ? `${word}=${words[i + 1]}` : `${word}=CR2`];
    }
    return words[i - 1] === '--robust' && isType(word) ? [] : [word];
  });
}

function isType(word: string | undefined): boolean {
  return word !== undefined && /^[A-Za-z]{2}\d\w*$/.test(word);
}

/** Throws `BlupError('option')` unless the flags make sense. */
export function checkRobust({ robust, cluster }: RobustFlags): void {
  if (typeof robust === 'string') checkAvailable('--robust', robust, ['CR0', 'CR1', 'CR2'], []);
  if (cluster !== undefined && robust === undefined) {
    throw new BlupError('option', '--cluster belongs to --robust; give --robust too', {
      value: cluster,
    });
  }
}

/** The robust tests that the flags ask for. */
export function robustResult(
  model: FittedModel,
  data: Table,
  { robust, cluster }: RobustFlags,
): RobustTests | undefined {
  if (robust === undefined) return undefined;
  return robustTests(model, {
    ...(robust === true ? {} : { type: robust as RobustType }),
    ...(cluster === undefined ? {} : { cluster: clusterOf(model, data, cluster) }),
  });
}

/** A grouping factor of the model by its name, or else a column of the data. */
function clusterOf(model: FittedModel, data: Table, name: string): string | ClusterValues {
  const column = data.columns.get(name);
  if (column === undefined || model.random.some(({ group }) => group === name)) return name;
  const values = Array.from(model.rows, (row) => {
    if (column.kind === 'factor') return column.codes[row] < 0 ? null : column.codes[row];
    if (column.kind === 'logical') return column.values[row] < 0 ? null : column.values[row];
    return column.values[row];
  });
  return { name, values };
}
