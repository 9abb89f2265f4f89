import { BlupError } from '../../errors/blup-error.ts';

/** Names joined by `*`, `+`, `:` or `,`; names in backquotes may hold anything. */
function namesOf(text: string): string[] {
  const parts = text.match(/`[^`]*`|\([^()]*(?:\([^()]*\)[^()]*)*\)|[^*+:,`(]+/g) ?? [];
  const names: string[] = [];
  // A call such as gmean(x, g) keeps its parentheses, with all that they hold.
  for (const part of parts) {
    if (part.startsWith('(') && names.length > 0) names[names.length - 1] += part;
    else names.push(part.trim().replace(/^`([^`]*)`$/, '$1'));
  }
  return names.map((name) => name.trim()).filter((name) => name !== '');
}

/** The variables whose means are asked for, and those within whose levels. */
interface Specs {
  readonly specs: readonly string[];
  readonly by: readonly string[];
}

/**
 * Names from text, as emmeans writes it: `recipe`, `~ recipe * temperature`, `~ recipe | temperature`; `1` is the overall
 * mean. A list of names is taken as it is. `by` adds to what stands behind the bar.
 *
 * Throws `option` for a variable that occurs twice.
 */
export function readSpecs(
  given: string | readonly string[],
  by: string | readonly string[] = [],
): Specs {
  let specs: readonly string[];
  let within: readonly string[] = [];
  if (typeof given === 'string') {
    const [left, right = ''] = given.replace(/^\s*~/, '').split('|');
    specs = namesOf(left).filter((name) => name !== '1');
    within = namesOf(right);
  } else {
    specs = given;
  }
  const all = [...within, ...(typeof by === 'string' ? namesOf(by) : by)];
  const names = [...specs, ...all];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new BlupError('option', `"${twice}" is asked for twice`, { value: twice });
  }
  return { specs, by: all };
}
