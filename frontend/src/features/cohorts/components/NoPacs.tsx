import type { ReactNode } from 'react';
import { may } from '@/api/shared';
import type { ProjectDetail } from '@/api/types';
import { Card, EmptyState, QuietLink } from '@/ui';
import styles from '../Cohorts.module.css';
import { useListKeys } from './useListKeys';

const nothing = () => {};

/** No PACS is linked to this project: who can change that, and where. */
export function NoPacs({
  project,
  source,
  onSource,
}: {
  project: ProjectDetail;
  source: ReactNode;
  onSource: () => void;
}) {
  useListKeys({
    move: nothing,
    toggle: nothing,
    all: nothing,
    search: nothing,
    submit: nothing,
    source: onSource,
  });
  const lead = may(project, 'manage');
  return (
    <Card className={styles.results} aria-label="Search">
      <div className={styles.query}>{source}</div>
      <div className={styles.inset}>
        <EmptyState
          sentence={
            lead
              ? 'No PACS is linked to this project yet. An admin registers and links one in Admin, Archive.'
              : 'No PACS is linked to this project yet. An admin can link one.'
          }
          action={
            lead && (
              <QuietLink to={`/projects/${project.slug}/admin?view=archive`}>Open Admin, Archive</QuietLink>
            )
          }
        />
      </div>
    </Card>
  );
}
