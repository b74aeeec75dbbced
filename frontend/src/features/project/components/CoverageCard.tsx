import type { GroupShare, Overview } from '@/api/types';
import { percent } from '@/lib/numbers';
import { Card, EmptyState } from '@/ui';
import styles from '../ProjectScreen.module.css';
import { sharesOf } from './coverage';

type Coverage = Overview['coverage'];

/** What the server calls a group that the files do not name. */
const UNKNOWN = 'unknown';
const SEXES: Record<string, string> = { F: 'Female', M: 'Male', O: 'Other' };

/** Who and what the approved cases are, beside the whole pool. */
export function CoverageCard({ coverage }: { coverage: Coverage }) {
  const groups: [string, GroupShare[]][] = [
    ['Scanner', coverage.scanner],
    ['Age, years', coverage.age.map((one) => ({ ...one, name: one.name.replace('-', '–') }))],
    ['Sex', coverage.sex.map((one) => ({ ...one, name: SEXES[one.name] ?? one.name }))],
    ['Site', coverage.site],
  ];
  const shown = groups.filter(([, shares]) => shares.some((share) => share.name !== UNKNOWN));
  const approved = Math.max(0, ...shown.map(([, shares]) => shares.reduce((sum, s) => sum + s.approved, 0)));
  return (
    <Card title="Coverage" note={shown.length > 0 && <Keys approved={approved} />}>
      {shown.length === 0 ? (
        <EmptyState sentence="Scanner, age, sex and site of the approved cases beside the pool will be here." />
      ) : (
        <div className={styles.groups}>
          {shown.map(([name, shares]) => (
            <Group key={name} name={name} shares={shares} />
          ))}
        </div>
      )}
    </Card>
  );
}

function Keys({ approved }: { approved: number }) {
  return (
    <span style={{ display: 'flex', justifyContent: 'flex-end' }}>
      <span className={styles.key}>
        <svg width="12" height="8" aria-hidden="true">
          <rect width="12" height="8" rx="2" fill="var(--plot-a)" />
        </svg>
        approved, n = {approved}
      </span>
      <span className={styles.key}>
        <svg width="4" height="12" aria-hidden="true">
          <line x1="2" x2="2" y1="0" y2="12" stroke="var(--text-1)" strokeWidth="2" />
        </svg>
        whole pool
      </span>
    </span>
  );
}

function Group({ name, shares }: { name: string; shares: GroupShare[] }) {
  const bars = sharesOf(shares);
  return (
    <div>
      <h3>{name}</h3>
      {bars.map((bar) => (
        <div key={bar.name} className={styles.bar}>
          <span className={bar.low ? 'ellipsis warn' : 't2 ellipsis'} title={bar.name}>
            {bar.name || 'not said'}
          </span>
          <span className={styles.track}>
            <i data-low={bar.low || undefined} style={{ width: `${bar.approved * bar.scale}%` }} />
            <u style={{ left: `${bar.pool * bar.scale}%` }} />
          </span>
          <span className="num t2" style={{ textAlign: 'right' }}>
            {percent(bar.approved)}
          </span>
        </div>
      ))}
    </div>
  );
}
