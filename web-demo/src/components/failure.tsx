import { SessionError } from '../state/session.ts';

/** What was refused, in the words of the library; what a kind of model does not have is no failure, and is said calmly. */
export function Failure({ error }: { readonly error: Error | undefined }) {
  if (error === undefined) return null;
  if (error instanceof SessionError && error.code === 'model-kind') {
    return <p class="lead refused">Not for this kind of model: {error.message}</p>;
  }
  return (
    <p class="problem" role="alert">
      {error.message}
    </p>
  );
}
