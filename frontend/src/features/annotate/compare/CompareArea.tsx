import { type ReactNode, useEffect, useMemo } from 'react';
import { CompanionPane, sourceOf, type VolumeViewer } from '@/viewer';
import { CompanionHead } from './CompanionHead';
import styles from './Compare.module.css';
import { type Companion, seriesName } from './hanging';
import type { Compare } from './useCompare';

interface Props {
  compare: Compare;
  viewer: VolumeViewer | null;
  /** The panes of the case itself. */
  children: ReactNode;
}

/** The case, and beside it up to three other series. */
export function CompareArea({ compare, viewer, children }: Props) {
  const shown = viewer ? compare.shown : [];
  const beside = shown.length > 0;
  useEffect(() => (viewer && beside ? viewer.layout.makeRoom() : undefined), [viewer, beside]);
  return (
    <div className={styles.area} data-beside={shown.length || undefined}>
      <div className={styles.case}>{children}</div>
      {viewer && beside && (
        <div className={styles.beside} data-count={shown.length}>
          {shown.map((companion, position) => (
            <Beside key={companion.id} {...{ companion, position, compare, viewer }} />
          ))}
        </div>
      )}
    </div>
  );
}

interface BesideProps {
  companion: Companion;
  position: number;
  compare: Compare;
  viewer: VolumeViewer;
}

function Beside({ companion, position, compare, viewer }: BesideProps) {
  const source = useMemo(() => sourceOf(companion), [companion]);
  return (
    <CompanionPane
      viewer={viewer}
      source={source}
      name={seriesName(companion)}
      sameFrame={companion.same_frame}
      head={(opened) => <CompanionHead {...{ companion, position, compare, opened }} />}
    />
  );
}
