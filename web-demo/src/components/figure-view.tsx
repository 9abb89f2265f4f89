import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { nearestPoint } from '../format/nearest-point.ts';
import { useAnswer } from '../hooks/use-answer.ts';
import { useSlow } from '../hooks/use-slow.ts';
import { useWidth } from '../hooks/use-width.ts';
import type { FigureRequest } from '../session/figures.ts';
import type { Point } from '../session/light-svg.ts';
import { ask } from '../state/session.ts';
import { CopyBar } from './copy-bar.tsx';
import { Failure } from './failure.tsx';

interface FigureViewProps {
  readonly request: Omit<FigureRequest, 'width'>;
  /** Pixels kept free until the picture is there. */
  readonly height?: number;
  /** Name of a level whose point is to be seen. */
  readonly focus?: string;
  /** Told the text of a point that is pressed. */
  readonly onPick?: (text: string) => void;
  readonly version?: number;
}

/** Room for the legend and the caption. */
const ABOVE = 64;

/** Numbers get no unit by themselves. */
const px = (length: number): string => `${length}px`;

/** A picture that the worker draws. Points tell on hovering what they are. */
export function FigureView({ request, height = 320, focus, onPick, version = 0 }: FigureViewProps) {
  const [box, width] = useWidth<HTMLDivElement>();
  const paper = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState<Point | undefined>(undefined);
  const { value, error, pending } = useAnswer(
    'figure',
    width === 0 ? undefined : { ...request, width },
    version,
  );
  const slow = useSlow(pending, 300);
  const svg = value?.svg ?? '';
  const points = value?.points ?? [];
  const pinned =
    focus === undefined ? undefined : points.find(({ text }) => text.startsWith(`${focus}: `));

  useLayoutEffect(() => {
    // The text comes from our own serialiser, which escapes all names.
    if (paper.current !== null) paper.current.innerHTML = svg;
    setHovered(undefined);
  }, [svg]);

  const onMove = (event: PointerEvent) => {
    const box = paper.current?.firstElementChild?.getBoundingClientRect();
    if (box === undefined || points.length === 0) return;
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    setHovered(nearestPoint(points, x, y, event.pointerType === 'touch' ? 40 : 24));
  };
  const shown = hovered ?? pinned;
  return (
    <figure class={slow ? 'pending' : ''} aria-busy={pending}>
      {value !== undefined && value.legend.length > 0 && (
        <ul class="legend" aria-hidden="true">
          {value.legend.map(({ label, colour, symbol }) => (
            <li key={label}>
              <Sign colour={colour} symbol={symbol} /> {label}
            </li>
          ))}
        </ul>
      )}
      <div
        class="paper"
        ref={box}
        style={{ minHeight: px(svg === '' && !error ? height + ABOVE : 0) }}
      >
        {/* biome-ignore lint/a11y/noStaticElementInteractions: a short cut; the search and the table do the same by keyboard */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the same */}
        <div
          ref={paper}
          onPointerMove={onMove}
          onPointerDown={onMove}
          onPointerLeave={() => setHovered(undefined)}
          onClick={() => hovered !== undefined && onPick?.(hovered.text)}
        />
        {shown !== undefined && (
          <>
            <span class="ring" style={{ left: px(shown.x), top: px(shown.y) }} />
            <span
              class="tip"
              style={{
                top: px(shown.y),
                ...(shown.x > width / 2 ? { right: px(width - shown.x) } : { left: px(shown.x) }),
              }}
            >
              {shown.text}
            </span>
          </>
        )}
      </div>
      <Failure error={error} />
      {value !== undefined && (
        <figcaption>
          {value.description}{' '}
          <CopyBar
            label="Save"
            items={[
              {
                label: 'SVG',
                text: () => ask('figureFile', { ...request, width }),
                file: { name: `${request.kind}.svg`, type: 'image/svg+xml' },
              },
            ]}
          />
        </figcaption>
      )}
    </figure>
  );
}

function Sign({ colour, symbol }: { readonly colour: string; readonly symbol: string }) {
  const paint = { [symbol === 'dot' ? 'fill' : 'stroke']: colour };
  return (
    <svg class="blup-figure-inherit" viewBox="0 0 16 10" width="16" height="10" aria-hidden="true">
      {symbol === 'line' ? (
        <path d="M0 5h16" stroke-width="2.5" {...paint} />
      ) : (
        <circle cx="8" cy="5" r="3.5" fill="none" stroke-width="1.5" {...paint} />
      )}
    </svg>
  );
}
