import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';
import { tell } from '@/api/problem';
import { ProblemNotice, ProgressLine, QuietButton } from '@/ui';
import { openAnnotation } from './api';
import { Editor } from './Editor';
import styles from './Editor.module.css';

/** A reviewer's own working copy in the editor: a correction of a mask, or a merge of two. */
export default function DeskScreen() {
  const { slug = '', annotation = '' } = useParams();
  const navigate = useNavigate();
  const id = Number(annotation);
  // Opening takes the lease: once for each sitting.
  const opened = useQuery({
    queryKey: ['open-annotation', id],
    queryFn: () => openAnnotation(id),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  if (opened.data) return <Editor key={opened.data.id} opened={opened.data} slug={slug} slice={null} />;
  if (!opened.error) {
    return (
      <div className={styles.message}>
        <ProgressLine fraction={null} label="Opening the mask" text="Opening the mask" />
      </div>
    );
  }
  const told = tell(opened.error);
  return (
    <div className={styles.message}>
      <ProblemNotice
        happened={told.happened}
        kept="What you drew before is kept."
        code={told.code}
        todo={
          <QuietButton onClick={() => navigate(`/projects/${slug}/review`)}>Back to the queue</QuietButton>
        }
      />
    </div>
  );
}
