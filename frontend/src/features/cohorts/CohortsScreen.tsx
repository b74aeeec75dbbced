import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { may } from '@/api/shared';
import type { ProjectDetail } from '@/api/types';
import { Page, PageHead, Segmented } from '@/ui';
import { useCohorts } from './api';
import { KeyHints } from './components/KeyHints';
import { SavedCohorts } from './components/SavedCohorts';
import { SearchScans } from './components/SearchScans';
import { UploadScans } from './components/UploadScans';

type View = 'search' | 'saved' | 'upload';

/** "Who labels which scans?" */
export function CohortsScreen({ project }: { project: ProjectDetail }) {
  const [params, setParams] = useSearchParams();
  const [view, setView] = useState<View>(params.get('view') === 'upload' ? 'upload' : 'search');
  const cohorts = useCohorts(project.slug);
  const open = (query: Record<string, string>) => {
    setParams(query);
    setView('search');
  };
  return (
    <Page label="Cohorts">
      <PageHead
        title="Cohorts"
        beside={
          <Segmented
            label="View"
            value={view}
            onChange={setView}
            options={views(project, cohorts.data?.length)}
          />
        }
      >
        {view === 'search' && <KeyHints />}
      </PageHead>
      {view === 'search' && <SearchScans project={project} onUpload={() => setView('upload')} />}
      {view === 'saved' && (
        <SavedCohorts cohorts={cohorts} onOpen={open} onSearch={() => setView('search')} />
      )}
      {view === 'upload' && <UploadScans project={project} onDone={() => setView('search')} />}
    </Page>
  );
}

function views(project: ProjectDetail, saved: number | undefined) {
  const all = [
    { value: 'search' as const, label: 'Search scans' },
    { value: 'saved' as const, label: <SavedLabel count={saved} /> },
    { value: 'upload' as const, label: 'Upload' },
  ];
  return may(project, 'upload') ? all : all.slice(0, 2);
}

function SavedLabel({ count }: { count: number | undefined }) {
  return <>Saved {count !== undefined && <span className="num t3">{count}</span>}</>;
}
