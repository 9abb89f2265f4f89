import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

interface ScrollableProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** Something that may be wider than the page: then it scrolls, and the keyboard can reach it to scroll it. */
export function Scrollable({ label, children }: ScrollableProps) {
  const ref = useRef<HTMLElement>(null);
  const [wide, setWide] = useState(false);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () => setWide(element.scrollWidth > element.clientWidth + 1);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  return (
    <section class="table-scroll" ref={ref} aria-label={label} tabIndex={wide ? 0 : undefined}>
      {children}
    </section>
  );
}
