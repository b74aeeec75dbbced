import type { ProjectDetail } from '@/api/types';
import { Page, PageHead } from '@/ui';
import styles from './Admin.module.css';
import { LabelsCard } from './components/LabelsCard';
import { MembersCard } from './components/MembersCard';
import { PolicyCard } from './components/PolicyCard';

/** "Who may come in, and how does the loop turn?" */
export function MembersScreen({ project }: { project: ProjectDetail }) {
  return (
    <Page label="Admin">
      <PageHead title="Admin" note={`Cases are named ${project.case_prefix}-0001 and so on.`} />
      <div className={styles.columns}>
        <div className={styles.stack}>
          <MembersCard project={project} />
          <LabelsCard labels={project.labels} />
        </div>
        <PolicyCard project={project} />
      </div>
    </Page>
  );
}
