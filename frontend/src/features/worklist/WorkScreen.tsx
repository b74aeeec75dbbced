import type { ProjectDetail } from '@/api/types';
import { Loaded, Page } from '@/ui';
import { useWork } from './api';
import { NextCase } from './components/NextCase';
import { OpenCases } from './components/OpenCases';
import { ReturnedCases } from './components/ReturnedCases';
import { SubmittedCases } from './components/SubmittedCases';
import { TodayCard } from './components/TodayCard';
import styles from './WorkScreen.module.css';

/** "What next?" */
export function WorkScreen({ project }: { project: ProjectDetail }) {
  const work = useWork(project.slug);
  return (
    <Page label="Work">
      <Loaded query={work} label="Looking up your next case">
        {(data) => (
          <>
            <div className={styles.hero}>
              <NextCase next={data.next} returned={data.returned.length} project={project} />
              <TodayCard today={data.today} />
            </div>
            <ReturnedCases cases={data.returned} slug={project.slug} />
            <OpenCases cases={data.open} slug={project.slug} />
            <SubmittedCases cases={data.submitted} slug={project.slug} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
