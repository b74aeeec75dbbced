import { Swatch } from '@/ui';
import type { VolumeViewer } from '@/viewer';
import type { Revision } from '../api';
import styles from '../Review.module.css';

/** What the checks said of the mask when it was handed in, each a way to its place. */
export function Findings({ revision, viewer }: { revision: Revision; viewer: VolumeViewer | null }) {
  const { findings, labels } = revision;
  if (!findings || findings.length === 0) return null;
  const colourOf = (value: number) => labels.find((label) => label.value === value)?.color ?? 1;
  const go = (place: readonly number[] | null) => {
    const [z, y, x] = place ?? [];
    if (z !== undefined && y !== undefined && x !== undefined) viewer?.jumpTo([z, y, x]);
  };
  return (
    <section aria-label="Checks">
      <div className={styles.heading}>
        <h2 className="grow">Checks</h2>
        <span className="small t3">{findings.length} at submission</span>
      </div>
      {findings.map((finding) => (
        <button
          key={`${finding.code} ${finding.label}`}
          type="button"
          className={styles.finding}
          disabled={!finding.place}
          onClick={() => go(finding.place)}
        >
          <Swatch color={colourOf(finding.label)} />
          <span>{finding.sentence}</span>
        </button>
      ))}
    </section>
  );
}
