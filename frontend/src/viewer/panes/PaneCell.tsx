import { IconArrowsMaximize } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { Observable } from '@/lib/observable';
import type { PaneLayout } from '../layout/PaneLayout';
import type { Plane } from '../types';
import type { VolumeViewer } from '../VolumeViewer';
import { PaneTexts } from './PaneTexts';
import { useObservable } from './useObservable';
import styles from './VolumePanes.module.css';

interface Props {
  plane: Plane;
  element: RefObject<HTMLDivElement | null>;
  viewer: VolumeViewer | null;
  layout: PaneLayout;
  /** Where in the grid; null: not on the screen, but kept. */
  area: string | null;
  /** The scrubber stands at its right. */
  scrubbed: boolean;
}

const none = new Observable<Plane | null>(null);
/** One plane with its furniture. Pointing at it or focusing it makes it the one that the keys mean. */
export function PaneCell({ plane, element, viewer, layout, area, scrubbed }: Props) {
  const active: Plane | null = useObservable<Plane | null>(
    (viewer?.active as Observable<Plane | null> | undefined) ?? none,
  );
  const info = viewer?.planes.find((each) => each.plane === plane);
  const activate = () => viewer?.active.set(plane);
  const big = area === 'big';
  return (
    <section
      className={styles.cell}
      style={{ gridArea: area ?? 'big' }}
      hidden={area === null}
      data-big={big || undefined}
      data-scrubbed={scrubbed || undefined}
      data-active={(active === plane && !layout.single) || undefined}
      aria-label={info?.name ?? 'Opening'}
      tabIndex={area === null ? -1 : 0}
      onFocus={activate}
      onPointerMove={activate}
      onPointerDown={activate}
    >
      <div className={styles.pane} ref={element} data-plane={plane} />
      {viewer && info && (
        <>
          <PaneTexts viewer={viewer} info={info} big={big} />
          {!big && (
            <button
              type="button"
              className={styles.enlarge}
              aria-label={`Make ${info.name} the big pane`}
              title={`Make ${info.name} the big pane`}
              onClick={() => layout.enlarge(plane)}
            >
              <IconArrowsMaximize size={14} stroke={1.75} aria-hidden />
            </button>
          )}
        </>
      )}
    </section>
  );
}
