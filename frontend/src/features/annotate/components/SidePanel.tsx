import type { ReactNode } from 'react';
import type { Commands } from '@/lib/commands';
import { type Index, LabelList, UncertaintyPanel, type VolumeViewer } from '@/viewer';
import type { Why } from '../api';
import { LabelMenu } from './LabelMenu';
import styles from './SidePanel.module.css';
import { WhyThisCase } from './WhyThisCase';

interface Props {
  viewer: VolumeViewer | null;
  places: readonly { index: Index }[];
  place: number;
  commands: Commands;
  why: Why | null;
  /** The remarks. */
  children: ReactNode;
}

/** Labels, doubt, remarks, and why this case. */
export function SidePanel({ viewer, places, place, commands, why, children }: Props) {
  return (
    <aside className={styles.side} aria-label="Labels and doubt">
      {viewer && (
        <>
          <LabelList viewer={viewer} menu={(label) => <LabelMenu viewer={viewer} label={label} />} />
          <UncertaintyPanel
            viewer={viewer}
            places={places}
            at={place}
            onNext={() => commands.run('doubt.next')}
          />
        </>
      )}
      {children}
      <WhyThisCase why={why} />
    </aside>
  );
}
