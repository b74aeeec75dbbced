import type { ProjectDetail } from '@/api/types';
import { Card, EmptyState, Page, PageHead, QuietLink } from '@/ui';
import { homeFor, screenFor } from './tabs';

/** In place of a screen whose address was typed by somebody who could do nothing there. */
export function NotForRole({ screen, project }: { screen: string; project: ProjectDetail }) {
  const home = homeFor(project.acts);
  return (
    <Page label={screen}>
      <PageHead title={screen} />
      <Card>
        <EmptyState
          sentence={`This screen is not for your role in ${project.name}, ${project.my_role}. A lead of the project can change the role.`}
          action={
            <QuietLink to={`/projects/${project.slug}/${home}`}>
              Open {screenFor(project.acts, home).name}
            </QuietLink>
          }
        />
      </Card>
    </Page>
  );
}
