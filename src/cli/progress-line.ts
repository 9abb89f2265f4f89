/** Where progress goes: standard error, or a stand-in. */
interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A line that says what takes long, and goes away. */
interface ProgressLine {
  /** False where nobody would see it; then `say` and `clear` do nothing. */
  readonly active: boolean;
  /** Shows a text instead of the last one, at most some times in a second, and only once work has taken a while. */
  say(text: string): void;
  /** Takes the line away. */
  clear(): void;
}

/** Milliseconds of work before anything is shown, and between two texts. */
const PATIENCE = 500;
const INTERVAL = 100;

/**
 * A progress line on an interactive terminal: never in a pipe, a file or a dumb terminal.
 *
 * @param now milliseconds since the call began
 */
export function progressLine(
  terminal: Terminal,
  kind: string | undefined = process.env.TERM,
  now: () => number = () => performance.now(),
): ProgressLine {
  const active = terminal.isTTY === true && kind !== 'dumb';
  let shown = false;
  let last = Number.NEGATIVE_INFINITY;
  return {
    active,
    say(text) {
      const at = now();
      if (!active || at < PATIENCE || at - last < INTERVAL) return;
      last = at;
      shown = true;
      // The last column is left free, or some terminals would start a new line.
      terminal.write(`\r\x1b[2K${text.slice(0, (terminal.columns || 80) - 1)}`);
    },
    clear() {
      if (shown) terminal.write('\r\x1b[2K');
      shown = false;
    },
  };
}

/** The line of this call of the command. */
export const progress = progressLine(process.stderr);

/** A callback for work of a known number of steps; undefined where nobody would see it. */
export function counter(
  what: string,
): { readonly onProgress: (done: number, total: number) => undefined } | Record<string, never> {
  if (!progress.active) return {};
  return { onProgress: (done, total) => void progress.say(`${what}: ${done} of ${total}`) };
}
