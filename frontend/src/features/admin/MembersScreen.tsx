import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useSession } from '@/api/shared';
import type { ProjectDetail } from '@/api/types';
import { Page, PageHead, Segmented } from '@/ui';
import styles from './Admin.module.css';
import { ChannelsCard } from './components/ChannelsCard';
import { DeidCard } from './components/DeidCard';
import { LabelsCard } from './components/LabelsCard';
import { MembersCard } from './components/MembersCard';
import { PacsCard } from './components/PacsCard';
import { PickingCard } from './components/PickingCard';
import { PolicyCard } from './components/PolicyCard';
import { SendsCard } from './components/SendsCard';

const VIEWS = [
  { value: 'people' as const, label: 'People' },
  { value: 'loop' as const, label: 'Loop' },
  { value: 'archive' as const, label: 'Archive' },
  { value: 'deidentification' as const, label: 'De-identification' },
];
type View = (typeof VIEWS)[number]['value'];

/** "Who may come in, where do scans come from, and how does the loop turn?" */
export function MembersScreen({ project }: { project: ProjectDetail }) {
  const [params] = useSearchParams();
  const [view, setView] = useState<View>(
    VIEWS.find(({ value }) => value === params.get('view'))?.value ?? 'people',
  );
  return (
    <Page label="Admin">
      <PageHead
        title="Admin"
        beside={<Segmented label="View" value={view} onChange={setView} options={VIEWS} />}
        note={view === 'people' ? `Cases are named ${project.case_prefix}-0001 and so on.` : undefined}
      />
      {view === 'people' && <People project={project} />}
      {view === 'loop' && <Loop project={project} />}
      {view === 'archive' && <Archive project={project} />}
      {view === 'deidentification' && <DeidCard slug={project.slug} />}
    </Page>
  );
}

function People({ project }: { project: ProjectDetail }) {
  return (
    <div className={styles.stack}>
      <MembersCard project={project} />
      {project.task === 'segmentation' && <LabelsCard project={project} />}
    </div>
  );
}

/** Which cases come next, when a model is trained, and who decides about it. */
function Loop({ project }: { project: ProjectDetail }) {
  return (
    <div className={styles.columns}>
      <PickingCard project={project} />
      <div className={styles.stack}>
        <PolicyCard project={project} />
        {project.task === 'segmentation' && <ChannelsCard project={project} />}
      </div>
    </div>
  );
}

/** Where scans come from, and where results go. */
function Archive({ project }: { project: ProjectDetail }) {
  const session = useSession();
  return (
    <div className={styles.stack}>
      <PacsCard slug={project.slug} admin={session.data?.person.is_admin ?? false} />
      <SendsCard slug={project.slug} />
    </div>
  );
}
