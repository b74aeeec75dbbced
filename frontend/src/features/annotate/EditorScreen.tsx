import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { loadKeys } from '@/api/keys';
import { tell } from '@/api/problem';
import { ProblemNotice, ProgressLine, QuietButton } from '@/ui';
import { isPassing, openAssignment } from './api';
import { ClassifyEditor } from './classify/ClassifyEditor';
import { KeptOffline } from './components/KeptOffline';
import { Editor } from './Editor';
import styles from './Editor.module.css';

const PROBE_MS = 5000;

/** One assignment in the editor; `?slice=` is the slice (z, from 0) to open at. */
export default function EditorScreen() {
  const { slug = '', assignment = '' } = useParams();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const id = Number(assignment);
  // Opening takes the lease: it must happen once for each sitting, and anew when one comes back.
  const opened = useQuery({
    queryKey: ['open-assignment', id],
    queryFn: () => openAssignment(id),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    networkMode: 'always',
    // Without a server the case opens by itself once there is one again.
    refetchInterval: ({ state }) => (isPassing(state.error) ? PROBE_MS : false),
  });
  useEffect(() => {
    // The keys of this browser hold until the person's own are there.
    loadKeys().catch(() => undefined);
  }, []);
  const slice = useMemo(() => {
    const asked = search.get('slice');
    return asked === null || !/^\d+$/.test(asked) ? null : Number(asked);
  }, [search]);

  if (opened.data?.findings) {
    const { data } = opened;
    return (
      <ClassifyEditor key={data.id} assignment={id} opened={data} work={opened.data.findings} slug={slug} />
    );
  }
  if (opened.data) return <Editor key={opened.data.id} opened={opened.data} slug={slug} slice={slice} />;
  if (!opened.error) {
    return (
      <div className={styles.message}>
        <ProgressLine fraction={null} label="Opening the case" text="Opening the case" />
      </div>
    );
  }
  const told = tell(opened.error);
  return (
    <div className={styles.message}>
      <ProblemNotice
        tone={isPassing(opened.error) ? 'warn' : 'danger'}
        happened={told.happened}
        kept={<KeptOffline assignment={id} />}
        code={told.code}
        todo={
          <>
            <span>
              {isPassing(opened.error) ? 'The case opens by itself once the server answers.' : told.todo}
            </span>
            <QuietButton onClick={() => navigate(`/projects/${slug}/work`)}>Back to Work</QuietButton>
            <QuietButton onClick={() => void opened.refetch()}>Try again</QuietButton>
          </>
        }
      />
    </div>
  );
}
