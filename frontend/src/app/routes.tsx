import { createBrowserRouter, useOutletContext } from 'react-router';
import type { ProjectDetail } from '@/api/types';
import { MembersScreen, TokensScreen } from '@/features/admin';
import { CohortsScreen } from '@/features/cohorts';
import { DatasetsScreen } from '@/features/datasets';
import { ModelsScreen } from '@/features/models';
import { ProjectScreen } from '@/features/project';
import { ReviewQueueScreen } from '@/features/review';
import { RoundsScreen } from '@/features/rounds';
import { WorkScreen } from '@/features/worklist';
import { Crash } from './Crash';
import { Guard } from './Guard';
import { Home, ProjectHome } from './Home';
import { NotForRole } from './NotForRole';
import { Shell } from './Shell';
import { TokensPage } from './TokensPage';
import { screenFor } from './tabs';

type Screen = (props: { project: ProjectDetail }) => React.ReactNode;

/** A screen gets the project from the shell, so that no feature reads the address for it. */
function InProject({ path, screen: Shown }: { path: string; screen: Screen }) {
  const project = useOutletContext<ProjectDetail>();
  const { name, opens } = screenFor(project.acts, path);
  return opens ? (
    <Shown project={project} key={project.slug} />
  ) : (
    <NotForRole screen={name} project={project} />
  );
}

const inProject = (path: string, screen: Screen) => ({
  path,
  element: <InProject path={path} screen={screen} />,
});

export const router = createBrowserRouter([
  {
    element: <Guard />,
    errorElement: <Crash />,
    // Nothing is shown while the first screen's code comes: it is there within a moment.
    hydrateFallbackElement: <main aria-busy="true" />,
    children: [
      { path: '/', element: <Home /> },
      { path: '/tokens', element: <TokensPage>{<TokensScreen />}</TokensPage> },
      {
        path: '/projects/:slug/assignments/:assignment',
        lazy: async () => ({ Component: (await import('@/features/annotate')).EditorScreen }),
      },
      {
        path: '/projects/:slug/desk/:annotation',
        lazy: async () => ({ Component: (await import('@/features/annotate')).DeskScreen }),
      },
      {
        path: '/projects/:slug/review/cases/:case',
        lazy: async () => ({ Component: (await import('@/features/review/screen')).AdjudicateScreen }),
      },
      {
        path: '/projects/:slug/review/:revision',
        lazy: async () => ({ Component: (await import('@/features/review/screen')).ReviewCaseScreen }),
      },
      {
        path: '/projects/:slug',
        element: <Shell />,
        children: [
          { index: true, element: <ProjectHome /> },
          inProject('work', WorkScreen),
          inProject('overview', ProjectScreen),
          inProject('cohorts', CohortsScreen),
          inProject('rounds', RoundsScreen),
          inProject('rounds/:round', RoundsScreen),
          inProject('review', ReviewQueueScreen),
          inProject('models', ModelsScreen),
          inProject('models/:model', ModelsScreen),
          inProject('datasets', DatasetsScreen),
          inProject('datasets/:snapshot', DatasetsScreen),
          inProject('admin', MembersScreen),
        ],
      },
    ],
  },
]);
