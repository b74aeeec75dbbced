import { useEffect, useRef } from 'react';
import { count as written } from '@/lib/numbers';
import { Card } from '@/ui';
import styles from '../Cohorts.module.css';
import type { HeldSeries } from '../held/api';
import { nameOf } from '../held/useHeldQueue';

interface Props {
  list: HeldSeries[];
  /** All that wait; the list may hold fewer. */
  count: number;
  current: number;
  onCurrent: (index: number) => void;
}

/** The queue, newest first. */
export function HeldList({ list, count, current, onCurrent }: Props) {
  const note = list.length < count ? `first ${list.length} of ${written(count)}` : 'images';
  return (
    <Card title="Held scans" note={note}>
      <ul className={styles.queue}>
        {list.map((held, i) => (
          <Item key={held.id} held={held} current={i === current} onClick={() => onCurrent(i)} />
        ))}
      </ul>
    </Card>
  );
}

function Item({ held, current, onClick }: { held: HeldSeries; current: boolean; onClick: () => void }) {
  const element = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (current) element.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <li>
      <button ref={element} type="button" className={styles.waiting} aria-current={current} onClick={onClick}>
        <span className="small t3">{held.modality || '—'}</span>
        <span className="ellipsis" title={nameOf(held)}>
          {nameOf(held)}
        </span>
        <span className="num small t2">{written(held.instances)}</span>
      </button>
    </li>
  );
}
