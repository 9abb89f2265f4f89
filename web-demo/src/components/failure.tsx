/** What was refused, in the words of the library. */
export function Failure({ error }: { readonly error: Error | undefined }) {
  if (error === undefined) return null;
  return (
    <p class="problem" role="alert">
      {error.message}
    </p>
  );
}
