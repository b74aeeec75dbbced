import { useNavigate } from 'react-router';
import type { Problem } from '@/api/problem';
import { ProblemNotice } from '@/ui';
import type { VolumeViewer } from '@/viewer';
import { nextAssignment, type Opened } from '../../api';
import { saveMaskAs } from '../../saving/download';
import { Do } from './Do';

interface Props {
  problem: Problem;
  kept: string;
  opened: Opened;
  slug: string;
  viewer: VolumeViewer | null;
}

/** The case takes no changes any more: what was done can be taken along, and the next case is one press away. */
export function ClosedNotice({ problem, kept, opened, slug, viewer }: Props) {
  const navigate = useNavigate();
  const goOn = async () => {
    const next = await nextAssignment(slug);
    navigate(next ? `/projects/${slug}/assignments/${next}` : `/projects/${slug}/work`);
  };
  return (
    <ProblemNotice
      tone="warn"
      happened={problem.message}
      kept={`What was saved stays with the case. ${kept}`}
      code={problem.code}
      todo={
        <>
          <Do text="Next case" act={goOn} />
          {viewer && <Do text="Download my mask" act={() => saveMaskAs(opened.case, viewer)} />}
        </>
      }
    />
  );
}
