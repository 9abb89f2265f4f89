import { useEffect, useRef, useState } from 'preact/hooks';
import type { Questions } from '../session/questions.ts';
import { ask, type SessionError } from '../state/session.ts';

type Answered<K extends keyof Questions> = Awaited<ReturnType<Questions[K]>>;
type Asked<K extends keyof Questions> = Parameters<Questions[K]>[1];

/** An answer of the worker on its way. The former answer stays until the next is there, so that nothing jumps. */
export interface Answer<T> {
  readonly value?: T;
  readonly error?: SessionError;
  readonly pending: boolean;
}

/** Asks the worker whenever the request changes; `undefined` asks nothing. */
export function useAnswer<K extends keyof Questions>(
  name: K,
  request: Asked<K> | undefined,
  version = 0,
): Answer<Answered<K>> {
  const [answer, setAnswer] = useState<Answer<Answered<K>>>({ pending: request !== undefined });
  const key = request === undefined ? undefined : `${version} ${JSON.stringify(request)}`;
  const latest = useRef(key);
  latest.current = key;
  useEffect(() => {
    if (request === undefined) return;
    setAnswer(({ value }) => ({ ...(value !== undefined && { value }), pending: true }));
    ask(name, request).then(
      (value) => {
        if (latest.current === key) setAnswer({ value, pending: false });
      },
      (error: SessionError) => {
        if (latest.current === key && error.code !== 'cancelled')
          setAnswer({ error, pending: false });
      },
    );
  }, [name, key]);
  return answer;
}
