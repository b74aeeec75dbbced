import { useEffect, useRef } from 'react';
import { Link, useNavigate } from 'react-router';
import { may } from '@/api/shared';
import type { NextWork, ProjectDetail } from '@/api/types';
import { fixed } from '@/lib/numbers';
import { dayOf } from '@/lib/when';
import { Card, PrimaryButton, Thumb } from '@/ui';
import { editorAddress } from '../api';
import styles from '../WorkScreen.module.css';

interface Props {
  next: NextWork | null;
  returned: number;
  project: ProjectDetail;
}

/** The hero: one case, one button, in focus as soon as it is there. */
export function NextCase({ next, returned, project }: Props) {
  if (!next) return <Nothing returned={returned} project={project} />;
  return (
    <Card className={styles.next} aria-label="Next case">
      <Thumb src={next.case.thumbnail} alt={`Middle slice of ${next.case.name}`} width={280} height={212} />
      <div className={styles.text}>
        <span className="small t2">Next for you</span>
        <div className={styles.name}>{next.case.name}</div>
        {next.doubt_text && <p className="t2">{next.doubt_text}</p>}
        <Facts next={next} />
        <Start next={next} slug={project.slug} />
      </div>
    </Card>
  );
}

function Start({ next, slug }: { next: NextWork; slug: string }) {
  const navigate = useNavigate();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (next.assignment_id) button.current?.focus({ preventScroll: true });
  }, [next.assignment_id]);
  return (
    <PrimaryButton
      big
      keys="Enter"
      ref={button}
      onClick={() => navigate(editorAddress(slug, next.assignment_id))}
    >
      Next case
    </PrimaryButton>
  );
}

/** What is not known is left out. */
function Facts({ next }: { next: NextWork }) {
  const single = next.slices === 1;
  const thick = single ? undefined : next.spacing?.[0];
  const volume = next.slices === null || single ? null : `${next.slices} slices`;
  const facts: [string, string | null][] = [
    [
      'Expected',
      next.expected_minutes === null ? null : `${Math.max(1, Math.round(next.expected_minutes))} min`,
    ],
    ['Due', next.due && dayOf(next.due)],
    ['Volume', volume && thick ? `${volume}, ${fixed(thick, 1)} mm` : volume],
    ['After this', next.after === null ? null : `${next.after} more`],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) =>
        value ? (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

function Nothing({ returned, project }: { returned: number; project: ProjectDetail }) {
  const sentence = returned
    ? 'Nothing new is assigned to you. The cases below came back to you.'
    : `Nothing is assigned to you. Ask the lead of ${project.name}.`;
  return (
    <Card className={styles.next} aria-label="Next case">
      <div className={styles.text}>
        <span className="small t2">Next for you</span>
        <p>{sentence}</p>
        {may(project, 'manage') && <Link to={`/projects/${project.slug}/cohorts`}>Assign cases</Link>}
      </div>
    </Card>
  );
}
