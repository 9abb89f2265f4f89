import { resolve } from 'node:path';
import type { Command } from 'commander';
import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { writeModel } from './model-file.ts';

/** Options that save the model, as commander hands them over. */
export interface SaveFlags {
  readonly save?: string;
  readonly withoutGroups?: boolean;
}

/** Adds `--save` and `--without-groups` to a command. */
export function addSaveOptions(command: Command): Command {
  return command
    .option('--save <file>', 'keep the model, without the rows, in a file of JSON')
    .option('--without-groups', 'with --save: leave out all that could tell of a single group');
}

/** Throws `option` for what cannot be saved, before anything is fitted. */
export function checkSave({ save, withoutGroups }: SaveFlags, dataPath: string): void {
  if (save === undefined) {
    if (withoutGroups) {
      throw new BlupError('option', '--without-groups belongs to --save; give --save FILE too');
    }
    return;
  }
  if (save === '-' || save === '') {
    throw new BlupError('option', '--save needs the name of a file, such as model.json', {
      value: save,
    });
  }
  if (dataPath !== '-' && resolve(save) === resolve(dataPath)) {
    throw new BlupError('option', '--save would write over the data; give another file', {
      value: save,
    });
  }
}

/** Saves the model where the flags say so. */
export function saveTo(model: AnyModel, { save, withoutGroups = false }: SaveFlags): void {
  if (save !== undefined) writeModel(save, model, !withoutGroups);
}
