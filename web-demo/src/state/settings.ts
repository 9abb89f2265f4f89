import type { DdfMethod } from 'blup';
import type { ColumnTypes } from '../session/set-types.ts';
import type { ModelChoice } from './model-choice.ts';

export const tabs = [
  { name: 'summary', label: 'Summary' },
  { name: 'groups', label: 'Level-2 residuals' },
  { name: 'lines', label: 'Fitted lines' },
  { name: 'diagnostics', label: 'Diagnostics' },
  { name: 'tests', label: 'Tests & intervals' },
  { name: 'comparison', label: 'Comparison' },
  { name: 'equations', label: 'Equations' },
  { name: 'teaching', label: 'Shrinkage lab' },
] as const;

export type TabName = (typeof tabs)[number]['name'];

export const ddfMethods: readonly { readonly name: DdfMethod; readonly label: string }[] = [
  { name: 'satterthwaite', label: 'Satterthwaite' },
  { name: 'kenward-roger', label: 'Kenward–Roger' },
  { name: 'residual', label: 'Residual' },
  { name: 'none', label: 'None (z)' },
];

/** A model that was kept for comparison. */
export interface KeptModel extends ModelChoice {
  readonly formula: string;
}

/** Everything that a link tells: the same settings on the same data give the same page. */
export interface Settings extends ModelChoice {
  /** Name of an example, or undefined for a file. */
  readonly example?: string;
  /** Name of the file that was chosen. */
  readonly file?: string;
  readonly formula: string;
  readonly ddf: DdfMethod;
  readonly types: ColumnTypes;
  readonly tab: TabName;
  readonly kept: readonly KeptModel[];
}
