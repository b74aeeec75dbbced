import type { ReactNode } from 'react';
import type { Why } from '@/api/types';
import type { Commands } from '@/lib/commands';
import { WhyThisCase } from '@/ui';
import { type Index, LabelList, UncertaintyPanel, type VolumeViewer } from '@/viewer';
import { labelMenu } from '../labelMenu';
import { LabelWhy } from '../why/LabelWhy';
import type { WhyMap } from '../why/WhyMap';
import { LabelLook } from './LabelLook';
import { LabelMenu } from './LabelMenu';
import styles from './SidePanel.module.css';

interface Props {
  viewer: VolumeViewer | null;
  places: readonly { index: Index }[];
  place: number;
  commands: Commands;
  why: Why | null;
  /** What explains the proposed mask; null where no model proposed one. */
  whyMap: WhyMap | null;
  /** The remarks, and whether some were open from the beginning: then they come before the reasons. */
  comments: ReactNode;
  returned: boolean;
  /** Two reads are merged: the map and the places are those of their disagreement. */
  merges: boolean;
  /** What comes after this case. */
  children: ReactNode;
}

/** Labels, doubt, why this case, remarks, what comes next. */
export function SidePanel(props: Props) {
  const { viewer, places, place, commands, comments, returned } = props;
  return (
    <aside className={styles.side} aria-label="Labels and doubt">
      {viewer && (
        <>
          <LabelList
            viewer={viewer}
            menu={(label) => <LabelMenu {...{ viewer, label, commands }} />}
            onMenu={(label) => labelMenu.set(label.value)}
          >
            <LabelLook viewer={viewer} commands={commands} />
          </LabelList>
          <UncertaintyPanel
            viewer={viewer}
            places={places}
            at={place}
            disagreement={props.merges}
            onNext={() => commands.run('doubt.next')}
          />
          {props.whyMap && <LabelWhy {...{ viewer, commands }} map={props.whyMap} />}
        </>
      )}
      {returned && comments}
      <WhyThisCase why={props.why} />
      {!returned && comments}
      {props.children}
    </aside>
  );
}
