import { IconAlertTriangle, IconBuildingArch } from '@tabler/icons-react';
import { Link } from 'react-router';
import { MODEL_WAITS } from '@/api/overview';
import type { Need } from '@/api/types';
import { Card } from '@/ui';
import styles from '../ProjectScreen.module.css';

/** What stands still until this person does something. */
export function NeedsYou({ needs }: { needs: Need[] }) {
  return (
    <Card title="Needs you" note={needs.length || undefined}>
      {needs.length === 0 ? (
        <p className="t2">
          Nothing waits for you. Models to decide on, work to review and cases to assign will be here.
        </p>
      ) : (
        <div className={styles.needs}>
          {needs.map((need) => (
            <div key={`${need.kind} ${need.title}`} className={styles.need}>
              {need.kind === MODEL_WAITS ? (
                <IconBuildingArch size={18} stroke={1.75} color="var(--accent)" aria-hidden />
              ) : (
                <IconAlertTriangle size={18} stroke={1.75} color="var(--warn)" aria-hidden />
              )}
              <b>{need.title}</b>
              <p className="t2">{need.text}</p>
              {need.href && <Link to={need.href}>{WAYS[need.kind] ?? 'Look at it'}</Link>}
            </div>
          ))}
        </div>
      )}
    </Card>
  );
}

/** The kinds are those of `labeling.review.selectors.needs`. */
const WAYS: Record<string, string> = {
  [MODEL_WAITS]: 'Read the report',
  review: 'Open the review queue',
  training_failed: 'See the run',
  assign: 'Assign them',
  held: 'Look at them',
};
