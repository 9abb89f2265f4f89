import { expose } from 'comlink';
import { BlupError } from './first-library.ts';
import { poolName, servePool } from './pool-role.ts';
import { firstQuestions, type Outcome, type Questions } from './questions.ts';
import type { Progress } from './state.ts';
import { newState, type SessionState } from './state.ts';

type Answer = (state: SessionState, request: unknown, progress: Progress) => unknown;

const state = newState();

/** Details without what is too long to be of use in a page. */
function plainDetail(error: BlupError): Readonly<Record<string, unknown>> {
  const { span, suggestion, value } = error.detail;
  return { span, suggestion, value: typeof value === 'string' ? value.slice(0, 200) : undefined };
}

async function ask(
  name: keyof Questions,
  request: unknown,
  progress: Progress = () => undefined,
): Promise<Outcome> {
  try {
    const questions =
      name in firstQuestions
        ? firstQuestions
        : (await import('./later-questions.ts')).laterQuestions;
    const answer = (questions as Readonly<Record<string, Answer>>)[name];
    const value = await answer(state, request, progress);
    return { ok: true, value };
  } catch (error) {
    if (error instanceof BlupError) {
      const { code, message } = error;
      const short = message.length > 600 ? `${message.slice(0, 600)}…` : message;
      return { ok: false, error: { code, message: short, detail: plainDetail(error) } };
    }
    // What an engine says when memory ends differs; all are RangeErrors.
    const [code, message] =
      error instanceof RangeError
        ? ['memory', 'the memory that a page may use is at its end; use fewer rows or columns']
        : ['internal', `something went wrong inside: ${(error as Error).message}`];
    return { ok: false, error: { code, message, detail: {} } };
  }
}

if (self.name === poolName) void servePool();
else expose({ ask });
