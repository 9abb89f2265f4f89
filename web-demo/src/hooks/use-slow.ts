import { useEffect, useState } from 'preact/hooks';

/** True once something has gone on for longer than `delay` milliseconds: quick things need no sign. */
export function useSlow(going: boolean, delay: number): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!going) {
      setSlow(false);
      return;
    }
    const timer = setTimeout(() => setSlow(true), delay);
    return () => clearTimeout(timer);
  }, [going, delay]);
  return slow && going;
}
