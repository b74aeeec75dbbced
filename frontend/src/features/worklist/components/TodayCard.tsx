import type { Today } from '@/api/types';
import { day, duration } from '@/lib/format';
import { counted, fixed } from '@/lib/numbers';
import { nice } from '@/lib/scale';
import { timeOfDay } from '@/lib/when';
import { PlotCard, StatTile } from '@/ui';
import { Sized, YAxis } from '@/ui/plots';
import styles from '../WorkScreen.module.css';

const minutes = (seconds: number) => seconds / 60;

/** My pace today: the figures, and a bar for each case. */
export function TodayCard({ today }: { today: Today }) {
  const table = {
    head: ['Submitted', 'Active min'],
    rows: today.cases.map((done) => [timeOfDay(done.at), fixed(minutes(done.seconds), 1)]),
  };
  const median = today.median_seconds === null ? '—' : `${fixed(minutes(today.median_seconds), 1)} min`;
  return (
    <PlotCard title="Today" note={`${day(new Date())}, active minutes of each case`} table={table}>
      <div className={styles.stats}>
        <StatTile figure={counted(today.submitted, 'case')} of="submitted" />
        <StatTile figure={duration(today.active_seconds)} of="active" />
        <StatTile figure={median} of="median a case" />
      </div>
      {today.cases.length ? (
        <Bars today={today} />
      ) : (
        <p className="small t3">A bar for each case you submit today will be here.</p>
      )}
    </PlotCard>
  );
}

/** The axis goes at least so far, since its numbers have room for one decimal. */
const LEAST_MINUTES = 0.4;

function Bars({ today }: { today: Today }) {
  const shown = today.cases.slice(-12);
  const values = shown.map((done) => minutes(done.seconds));
  const median = today.project_median === null ? null : minutes(today.project_median);
  return (
    <Sized height={132} label="Active minutes of each case today">
      {(width) => {
        const y = nice([0, ...values, median ?? 0, LEAST_MINUTES], [114, 20]);
        const slot = (width - 40) / Math.max(8, shown.length);
        const every = slot < 38 ? 2 : 1;
        return (
          <>
            <YAxis scale={y} left={34} right={width} format={String} />
            {shown.map((done, i) => (
              <g key={done.at}>
                <rect
                  x={40 + i * slot + slot * 0.18}
                  y={y(values[i] ?? 0)}
                  width={Math.min(20, slot * 0.64)}
                  height={Math.max(1, 114 - y(values[i] ?? 0))}
                  rx={2}
                  fill="var(--plot-a)"
                />
                {i % every === 0 && (
                  <text x={40 + i * slot + slot * 0.18 + 9} y={129} textAnchor="middle">
                    {timeOfDay(done.at)}
                  </text>
                )}
              </g>
            ))}
            {median !== null && <Median y={y(median)} width={width} minutes={median} />}
          </>
        );
      }}
    </Sized>
  );
}

function Median({ y, width, minutes: value }: { y: number; width: number; minutes: number }) {
  return (
    <>
      <line x1={34} x2={width} y1={y} y2={y} stroke="var(--text-1)" strokeDasharray="3 3" />
      <text
        x={width}
        y={y - 6}
        textAnchor="end"
        style={{ fill: 'var(--text-1)', stroke: 'var(--surface-1)', strokeWidth: 4, paintOrder: 'stroke' }}
      >
        project median {fixed(value, 1)}
      </text>
    </>
  );
}
