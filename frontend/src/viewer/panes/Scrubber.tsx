import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { axisOf, type Plane } from '../types';
import { doubtFloor } from '../uncertainty';
import type { VolumeViewer } from '../VolumeViewer';
import styles from './Scrubber.module.css';
import { useViewerState } from './useViewerState';

interface Props {
  viewer: VolumeViewer;
  plane: Plane;
  doubt: readonly number[] | null;
  pinned: readonly number[];
}

/** The ember step of a doubt, as a token. */
function ember(doubt: number): string {
  if (doubt < doubtFloor) return 'var(--line-strong)';
  return `var(--u-${Math.min(4, 1 + Math.floor((doubt - doubtFloor) / 0.2))})`;
}

/** All slices of a plane, head up: one bar each, its length and colour the doubt. Drag or arrow keys. */
export function Scrubber({ viewer, plane, doubt, pinned }: Props) {
  const track = useRef<HTMLDivElement>(null);
  const slice = useViewerState(viewer, (state) => state.focus[axisOf[plane]]);
  const count = viewer.shape[axisOf[plane]];
  const lastIsTop = viewer.planes.find((each) => each.plane === plane)?.lastIsTop ?? true;
  const fromTop = (z: number) => (lastIsTop ? count - 1 - z : z);

  const go = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    if (!box) return;
    const share = (event.clientY - box.top) / box.height;
    viewer.jumpToSlice(plane, fromTop(Math.min(count - 1, Math.max(0, Math.floor(share * count)))));
  };
  const key = (event: KeyboardEvent) => {
    const step = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (step === undefined || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    viewer.jumpToSlice(plane, slice + (lastIsTop ? step : -step));
  };
  return (
    <div
      className={styles.scrubber}
      role="slider"
      tabIndex={0}
      aria-label="Slice"
      aria-orientation="vertical"
      aria-valuemin={1}
      aria-valuemax={count}
      aria-valuenow={slice + 1}
      aria-valuetext={`slice ${slice + 1} of ${count}${doubt ? `, doubt ${(doubt[slice] ?? 0).toFixed(2)}` : ''}`}
      onKeyDown={key}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && go(event)}
    >
      <div className={styles.track} ref={track}>
        <svg viewBox={`0 0 40 ${count}`} preserveAspectRatio="none" aria-hidden="true">
          {Array.from({ length: count }, (_, z) => {
            const value = doubt?.[z] ?? 0;
            const length = 4 + 22 * Math.min(1, value);
            return (
              <rect
                // biome-ignore lint/suspicious/noArrayIndexKey: a slice is its index
                key={z}
                x={36 - length}
                y={fromTop(z) + 0.15}
                width={length}
                height={0.7}
                fill={ember(value)}
              />
            );
          })}
        </svg>
        {plane === 'z' && <BadMarks viewer={viewer} fromTop={fromTop} />}
        {pinned.map((z) => (
          <i key={z} className={styles.pin} style={{ top: `${((fromTop(z) + 0.5) / count) * 100}%` }} />
        ))}
        <span className={styles.marker} style={{ top: `${((fromTop(slice) + 0.5) / count) * 100}%` }}>
          {slice + 1}
        </span>
      </div>
    </div>
  );
}

/** Slices that could not be had. */
function BadMarks({ viewer, fromTop }: { viewer: VolumeViewer; fromTop: (z: number) => number }) {
  const bad = useViewerState(viewer, (state) => state.badSlices);
  return bad.map((z) => (
    <i
      key={z}
      className={styles.bad}
      title={`Slice ${z + 1} could not be shown`}
      style={{ top: `${((fromTop(z) + 0.5) / viewer.shape[0]) * 100}%` }}
    />
  ));
}
