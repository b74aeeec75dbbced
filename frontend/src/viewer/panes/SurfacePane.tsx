import { IconArrowsMaximize, IconZoomReset } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { PaneLayout } from '../layout/PaneLayout';
import { SurfaceView } from '../surface/SurfaceView';
import { type SurfaceSides, sidesOf } from '../surface/sides';
import type { VolumeViewer } from '../VolumeViewer';
import { Sides } from './PaneTexts';
import styles from './VolumePanes.module.css';

interface Props {
  viewer: VolumeViewer;
  layout: PaneLayout;
  area: string;
}

/** How far an arrow key turns, in pixels of a drag. */
const TURN_PX = 30;

/** The visible labels as surfaces: drag to turn, wheel to zoom, click to bring the planes there. */
export function SurfacePane({ viewer, layout, area }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<SurfaceView | null>(null);
  const [sides, setSides] = useState<SurfaceSides | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (!host.current) return;
    const made = new SurfaceView(host.current, viewer, {
      turned: (table) => setSides(sidesOf(table)),
      says: setSaid,
    });
    view.current = made;
    setSides(sidesOf(made.table));
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [viewer]);
  const big = area === 'big';
  return (
    <section
      className={styles.cell}
      style={{ gridArea: area }}
      aria-label="3D surface"
      data-big={big || undefined}
    >
      <div
        ref={host}
        className={styles.surface}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is turned by keys while it has the focus
        tabIndex={0}
        aria-label="3D surface of the labels: arrow keys turn, plus and minus zoom"
        onKeyDown={(event) => turnByKey(event, view.current)}
      />
      <div className={styles.name}>
        <b>3D</b>
        <span role="status">{said}</span>
      </div>
      {sides && <Sides {...sides} />}
      <span className={styles.buttons}>
        <button
          type="button"
          aria-label="Look from the front again"
          title="Look from the front again"
          onClick={() => view.current?.reset()}
        >
          <IconZoomReset size={14} stroke={1.75} aria-hidden />
        </button>
        {!big && (
          <button
            type="button"
            aria-label="Make 3D the big pane"
            title="Make 3D the big pane"
            onClick={() => layout.enlarge('surface')}
          >
            <IconArrowsMaximize size={14} stroke={1.75} aria-hidden />
          </button>
        )}
      </span>
    </section>
  );
}

function turnByKey(event: KeyboardEvent, view: SurfaceView | null): void {
  const turn = {
    ArrowLeft: [-TURN_PX, 0],
    ArrowRight: [TURN_PX, 0],
    ArrowUp: [0, -TURN_PX],
    ArrowDown: [0, TURN_PX],
  }[event.key];
  const zoom = { '+': 1.2, '-': 1 / 1.2 }[event.key];
  if (event.ctrlKey || event.altKey || event.metaKey || !(turn || zoom)) return;
  event.preventDefault();
  event.stopPropagation();
  if (turn) view?.turnBy(turn[0] ?? 0, turn[1] ?? 0);
  if (zoom) view?.zoomBy(zoom);
}
