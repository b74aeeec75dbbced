import { useState } from 'react';
import { tell } from '@/api/problem';
import { toast } from '@/ui';
import { type CompanionViewer, type Outlines, useCompanionState } from '@/viewer';
import { fetchVolume } from '../api';
import styles from './Compare.module.css';
import type { Companion } from './hanging';

/** The outlines on a companion: those of the mask in hand where it fits, or of its own approved mask on request. */
export function OwnMask({ companion, opened }: { companion: Companion; opened: CompanionViewer }) {
  const { outlines } = useCompanionState(opened);
  const [fetched, setFetched] = useState(false);
  const show = async (wanted: Outlines) => {
    if (wanted !== 'own' || fetched || !companion.mask) return opened.showOutlines(wanted);
    const voxels = companion.geometry.shape.reduce((product, n) => product * n, 1);
    try {
      const { data } = await fetchVolume(`/api/revisions/${companion.mask.revision_id}/mask`, voxels);
      opened.setOwnMask(data);
      setFetched(true);
    } catch (error) {
      toast(tell(error).happened);
    }
  };
  const toggle = (name: Outlines, words: string, title: string) => (
    <button
      type="button"
      className={styles.outlines}
      aria-pressed={outlines === name}
      title={title}
      onClick={() => void show(outlines === name ? 'none' : name)}
    >
      {words}
    </button>
  );
  return (
    <>
      {opened.fits && toggle('case', 'Mask', 'Outlines of the mask in hand: both scans have the same grid')}
      {companion.mask &&
        toggle('own', `Mask r${companion.mask.number}`, `Outlines of the approved mask of ${companion.case}`)}
      {companion.mask_hidden && (
        <span
          className="t3 small"
          title="Its approved mask is kept from you while you read this study blind."
        >
          mask kept back
        </span>
      )}
    </>
  );
}
