import { Suspense, useEffect } from 'react';
import { Link, NavLink, Outlet, useParams } from 'react-router';
import { useOverview, waitingModels } from '@/api/overview';
import { may, useProject } from '@/api/shared';
import type { ProjectDetail } from '@/api/types';
import { Brand, Loaded, Page, Separator, TopBar } from '@/ui';
import { PersonMenu } from './PersonMenu';
import { ProjectSwitch } from './ProjectSwitch';
import { remember } from './remembered';
import styles from './Shell.module.css';
import { tabsFor } from './tabs';

/** The frame of every screen but the editor: the bar, and the screen below it. */
export function Shell() {
  const { slug = '' } = useParams();
  const project = useProject(slug);
  useEffect(() => {
    if (project.data) remember(slug);
  }, [project.data, slug]);
  return (
    <div className={styles.app}>
      <TopBar
        start={
          <>
            <Link to="/" aria-label="Gyre, start" className={styles.brand}>
              <Brand />
            </Link>
            <Separator />
            <ProjectSwitch slug={slug} name={project.data?.name ?? slug} />
          </>
        }
        nav={project.data && <Tabs project={project.data} />}
        end={<PersonMenu as={project.data?.my_role ?? null} />}
      />
      {project.data ? (
        <Suspense fallback={null}>
          <Outlet context={project.data} />
        </Suspense>
      ) : (
        <Page label="Project">
          <Loaded query={project} label="Opening the project">
            {() => null}
          </Loaded>
        </Page>
      )}
    </div>
  );
}

function Tabs({ project }: { project: ProjectDetail }) {
  const counts = useTabCounts(project);
  return tabsFor(project.acts).map((tab) => {
    const count = tab.badge ? counts[tab.badge] : 0;
    return (
      <NavLink key={tab.path} to={`/projects/${project.slug}/${tab.path}`}>
        {tab.name}
        {count > 0 && <span className={styles.count}>{count}</span>}
      </NavLink>
    );
  });
}

/** How many wait at a screen, so that one knows before opening it. */
function useTabCounts(project: ProjectDetail): { review: number; models: number } {
  const overview = useOverview(project.slug, may(project, 'review') || may(project, 'train'));
  const waits = overview.data ? waitingModels(overview.data).length : 0;
  return { review: overview.data?.loop.review ?? 0, models: waits };
}
