import { useEffect, useRef } from 'react';
import { readPalette, useViewerState, type VolumeViewer } from '@/viewer';
import styles from './ConflictView.module.css';
import { drawSlice } from './drawSlice';

interface Props {
  viewer: VolumeViewer;
  z: number;
  title: string;
  labels: Uint8Array;
  other: Uint8Array;
  /** It is the one that was chosen for this slice. */
  chosen: boolean;
}

/** One version of a slice. */
export function VersionPane({ viewer, z, title, labels, other, chosen }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { window, known } = useViewerState(viewer, (state) => ({
    window: state.window,
    known: state.labels,
  }));
  const [, height, width] = viewer.shape;
  const [, dy, dx] = viewer.spacing;
  useEffect(() => {
    if (!canvas.current) return;
    const colours = new Map(known.map(({ value, colour }) => [value, colour]));
    const slice = { width, height, image: viewer.imageOf(z), labels, other, window, colours };
    drawSlice(canvas.current, slice, readPalette(canvas.current));
  }, [viewer, z, labels, other, window, known, width, height]);
  return (
    <figure className={styles.pane} data-chosen={chosen || undefined} aria-label={title}>
      <figcaption>
        <b>{title}</b>
        {chosen && <span>taken</span>}
      </figcaption>
      <div className={styles.picture}>
        <canvas ref={canvas} style={{ aspectRatio: `${width * dx} / ${height * dy}` }} />
      </div>
    </figure>
  );
}
