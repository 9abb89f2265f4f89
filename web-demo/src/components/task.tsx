import { useState } from 'preact/hooks';
import type { SessionError } from '../state/session.ts';
import { ask } from '../state/session.ts';

type Progress = (done: number, total: number) => void;

/** Something long that the user started. */
export interface Task<T> {
  readonly value?: T;
  readonly error?: SessionError;
  /** Share done while it runs. */
  readonly share?: number;
}

/** Runs one long calculation at a time; it can be stopped. */
export function useTask<T>(): [Task<T>, (run: (progress: Progress) => Promise<T>) => void] {
  const [task, setTask] = useState<Task<T>>({});
  const begin = (run: (progress: Progress) => Promise<T>) => {
    setTask(({ value }) => ({ share: 0, ...(value !== undefined && { value }) }));
    const progress: Progress = (done, total) =>
      setTask((now) => (now.share === undefined ? now : { ...now, share: done / total }));
    run(progress).then(
      (value) => setTask({ value }),
      (error: SessionError) => setTask({ error }),
    );
  };
  return [task, begin];
}

/** The bar of a running task, with the button that stops it; keeps its place when nothing runs. */
export function TaskBar({
  label,
  share,
}: {
  readonly label: string;
  readonly share: number | undefined;
}) {
  return (
    <div class="task">
      {share !== undefined && (
        <>
          <progress value={share} max={1} aria-label={label} />
          <span>{Math.round(100 * share)} %</span>
          <button type="button" onClick={() => void ask('stop', null)}>
            Stop
          </button>
        </>
      )}
    </div>
  );
}
