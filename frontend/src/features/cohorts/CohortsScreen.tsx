import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { may } from '@/api/shared';
import type { ProjectDetail } from '@/api/types';
import { Page, PageHead, Segmented } from '@/ui';
import { useCohorts } from './api';
import { HeldScans } from './components/HeldScans';
import { KeyHints } from './components/KeyHints';
import { SavedCohorts } from './components/SavedCohorts';
import { SearchAnywhere } from './components/SearchAnywhere';
import { UploadScans } from './components/UploadScans';
import { useHeld } from './held/api';
import type { Source } from './pacs/sources';

const VIEWS = ['search', 'saved', 'upload', 'held'] as const;
type View = (typeof VIEWS)[number];

/** "Who labels which scans?" */
export function CohortsScreen({ project }: { project: ProjectDetail }) {
  const [params, setParams] = useSearchParams();
  const [view, setView] = useState<View>(
    VIEWS.find((one) => one === params.get('view') && maySee(project, one)) ?? 'search',
  );
  const [source, setSource] = useState<Source>('gyre');
  const cohorts = useCohorts(project.slug);
  const open = (query: Record<string, string>) => {
    setParams(query);
    setSource('gyre');
    setView('search');
  };
  return (
    <Page label="Cohorts">
      <PageHead
        title="Cohorts"
        beside={<Views project={project} view={view} onChange={setView} saved={cohorts.data?.length} />}
      >
        {view === 'search' && <KeyHints of={source === 'gyre' ? 'local' : 'remote'} />}
        {view === 'held' && <KeyHints of="held" />}
      </PageHead>
      {view === 'search' && (
        <SearchAnywhere
          project={project}
          source={source}
          onSource={setSource}
          onUpload={() => setView('upload')}
        />
      )}
      {view === 'saved' && (
        <SavedCohorts cohorts={cohorts} onOpen={open} onSearch={() => setView('search')} />
      )}
      {view === 'upload' && (
        <UploadScans project={project} onDone={() => setView('search')} onHeld={() => setView('held')} />
      )}
      {view === 'held' && <HeldScans project={project} onDone={() => setView('search')} />}
    </Page>
  );
}

function maySee(project: ProjectDetail, view: View): boolean {
  if (view === 'held') return may(project, 'manage');
  return view !== 'upload' || may(project, 'upload');
}

interface ViewsProps {
  project: ProjectDetail;
  view: View;
  onChange: (view: View) => void;
  saved: number | undefined;
}

function Views({ project, view, onChange, saved }: ViewsProps) {
  const held = useHeld(project.slug, may(project, 'manage')).data?.count;
  const options = [
    { value: 'search' as const, label: 'Search scans' },
    { value: 'saved' as const, label: <Counted name="Saved" count={saved} /> },
    { value: 'upload' as const, label: 'Upload' },
    { value: 'held' as const, label: <Counted name="Held" count={held} /> },
  ];
  const shown = options.filter(({ value }) => maySee(project, value));
  return <Segmented label="View" value={view} onChange={onChange} options={shown} />;
}

function Counted({ name, count }: { name: string; count: number | undefined }) {
  return (
    <>
      {name} {count !== undefined && <span className="num t3">{count}</span>}
    </>
  );
}
