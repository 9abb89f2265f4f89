/** Name of the workers that share long calculations among them. */
export const poolName = 'blup-pool';

/**
 * The same script serves as one of the workers of `blup/worker`, so that the page holds the library once. Messages that come before that
 * part of it is there wait.
 */
export async function servePool(): Promise<void> {
  const early: MessageEvent[] = [];
  const wait = (event: MessageEvent): void => {
    early.push(event);
  };
  addEventListener('message', wait);
  const [{ serveScope }, functions] = await Promise.all([
    import('../../../src/worker/serve-scope.ts'),
    import('./pool-functions.ts'),
  ]);
  removeEventListener('message', wait);
  serveScope(functions);
  for (const { data, ports } of early) {
    dispatchEvent(new MessageEvent('message', { data, ports: [...ports] }));
  }
}
