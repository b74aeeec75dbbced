import { useRef } from 'react';
import type { ProjectDetail } from '@/api/types';
import { Card, EmptyState, Loaded, QuietButton } from '@/ui';
import styles from '../Cohorts.module.css';
import { type HeldSeries, useHeld } from '../held/api';
import { useHeldQueue } from '../held/useHeldQueue';
import { HeldActs } from './HeldActs';
import { HeldList } from './HeldList';
import { HeldPicture } from './HeldPicture';
import { useHeldKeys } from './useHeldKeys';

/** Scans that may show a name in the picture itself: a person looks, and decides on each series. */
export function HeldScans({ project, onDone }: { project: ProjectDetail; onDone: () => void }) {
  const held = useHeld(project.slug);
  return (
    <Loaded query={held} label="Loading the held scans">
      {({ results, count }) =>
        results.length ? (
          <Queue slug={project.slug} list={results} count={count} />
        ) : (
          <Card title="Held scans">
            <EmptyState
              sentence="Scans that may show a name in the picture itself wait here for a decision. None does now."
              action={<QuietButton onClick={onDone}>Search scans</QuietButton>}
            />
          </Card>
        )
      }
    </Loaded>
  );
}

function Queue({ slug, list, count }: { slug: string; list: HeldSeries[]; count: number }) {
  const queue = useHeldQueue(slug, list);
  const reason = useRef<HTMLInputElement>(null);
  useHeldKeys({
    move: (by) => queue.go(queue.at + by),
    turn: (by) => queue.show(queue.image + by),
    release: queue.release,
    reject: () => reason.current?.focus(),
  });
  return (
    <div className={styles.held}>
      <HeldList list={list} count={count} current={queue.at} onCurrent={queue.go} />
      <HeldPicture key={`${queue.held.id} ${queue.image}`} queue={queue} />
      <HeldActs key={queue.held.id} queue={queue} reason={reason} />
    </div>
  );
}
