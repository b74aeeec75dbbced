import { Navigate, useOutletContext } from 'react-router';
import { useProjects } from '@/api/shared';
import type { ProjectDetail } from '@/api/types';
import { Brand, Card, EmptyState, Loaded, Page, TopBar } from '@/ui';
import { PersonMenu } from './PersonMenu';
import { remembered } from './remembered';
import { homeFor } from './tabs';

/** `/`: the project one was last in, or the first one may see. */
export function Home() {
  const projects = useProjects();
  if (projects.data?.length) {
    const last = projects.data.find((project) => project.slug === remembered());
    const first = projects.data[0];
    const open = last ?? first;
    if (open) return <Navigate to={`/projects/${open.slug}`} replace />;
  }
  return (
    <>
      <TopBar start={<Brand />} end={<PersonMenu />} />
      <Page label="Projects">
        <Card title="Projects">
          <Loaded query={projects} label="Loading your projects">
            {() => <EmptyState sentence="You are in no project yet. Ask a project lead to add you." />}
          </Loaded>
        </Card>
      </Page>
    </>
  );
}

/** `/projects/:slug`: the screen this person starts at. */
export function ProjectHome() {
  const project = useOutletContext<ProjectDetail>();
  return <Navigate to={homeFor(project.acts)} replace />;
}
