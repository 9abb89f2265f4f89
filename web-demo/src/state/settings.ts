import type { DdfMethod } from 'blup';
import type { ColumnTypes } from '../session/set-types.ts';

export type Method = 'REML' | 'ML';

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

/** Distributions of the response. The page offers a choice once there is one. */
export const families = [{ name: 'gaussian', label: 'Normal' }] as const;

export type Family = (typeof families)[number]['name'];

export const ddfMethods: readonly { readonly name: DdfMethod; readonly label: string }[] = [
  { name: 'satterthwaite', label: 'Satterthwaite' },
  { name: 'kenward-roger', label: 'Kenward–Roger' },
  { name: 'residual', label: 'Residual' },
  { name: 'none', label: 'None (z)' },
];

/** A model that was kept for comparison. */
export interface KeptModel {
  readonly formula: string;
  readonly method: Method;
}

/** Everything that a link tells: the same settings on the same data give the same page. */
export interface Settings {
  /** Name of an example, or undefined for a file. */
  readonly example?: string;
  /** Name of the file that was chosen. */
  readonly file?: string;
  readonly formula: string;
  readonly method: Method;
  readonly ddf: DdfMethod;
  readonly family: Family;
  readonly types: ColumnTypes;
  readonly tab: TabName;
  readonly kept: readonly KeptModel[];
}
