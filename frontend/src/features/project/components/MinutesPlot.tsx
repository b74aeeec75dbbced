import type { Overview } from '@/api/types';
import { fixed } from '@/lib/numbers';
import { band, linear, nice } from '@/lib/scale';
import { EmptyState, PlotCard } from '@/ui';
import { Line, Sized, XAxis, YAxis } from '@/ui/plots';

type Minutes = Overview['minutes_per_case'];

/** Active minutes a case, by round: the middle half as a band. */
export function MinutesPlot({ minutes }: { minutes: Minutes }) {
  const table = {
    head: ['Round', 'Median min', 'IQR', 'n'],
    rows: minutes.map((m) => [
      m.round ?? '—',
      fixed(m.median, 1),
      `${fixed(m.q1, 1)} to ${fixed(m.q3, 1)}`,
      m.n,
    ]),
  };
  return (
    <PlotCard title="Minutes per case" note="median and IQR" table={table}>
      {minutes.length === 0 ? (
        <EmptyState sentence="Once cases are submitted, the active minutes of each round will be here." />
      ) : (
        <Plot minutes={minutes} />
      )}
    </PlotCard>
  );
}

function Plot({ minutes }: { minutes: Minutes }) {
  const last = minutes[minutes.length - 1];
  const first = minutes[0];
  return (
    <>
      <Sized label="Active minutes per case by round">
        {(width, height) => {
          const bottom = height - 24;
          const y = nice([0, ...minutes.map((m) => m.q3)], [bottom, 8], 3);
          const x = linear([0, Math.max(1, minutes.length - 1)], [44, width - 40]);
          const at = (key: 'median' | 'q1' | 'q3') => minutes.map((m, i) => ({ x: x(i), y: y(m[key]) }));
          return (
            <>
              <YAxis scale={y} left={34} right={width} format={String} />
              <XAxis
                scale={x}
                y={bottom + 18}
                ticks={minutes.map((_, i) => i)}
                format={(i) => String(minutes[i]?.round ?? '—')}
              />
              <path d={band(at('q3'), at('q1'))} fill="var(--plot-a-band)" />
              <Line points={at('median')} ink="var(--plot-a)" />
              {last && (
                <text
                  x={x(minutes.length - 1) + 8}
                  y={y(last.median) + 4}
                  style={{ fill: 'var(--text-1)', fontWeight: 600 }}
                >
                  {fixed(last.median, 1)}
                </text>
              )}
            </>
          );
        }}
      </Sized>
      <p className="small t2 num" style={{ marginTop: 'var(--s-2)' }}>
        Active minutes, by round.{' '}
        {first && minutes.length > 1 && `The first took ${fixed(first.median, 1)} min.`}
      </p>
    </>
  );
}
