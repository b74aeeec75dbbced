import { counted, fixed } from '@/lib/numbers';
import { linear } from '@/lib/scale';
import { Card } from '@/ui';
import { Sized, XAxis } from '@/ui/plots';
import type { RoundDetail } from '../api';

/** Where the picks lie among all scores of the pool. */
export function PoolHistogram({ round }: { round: RoundDetail }) {
  const { counts } = round.histogram;
  const scores = round.picks.filter((pick) => pick.arm === 'picked' && pick.score !== null);
  const least = Math.min(...scores.map((pick) => pick.score ?? 0));
  if (round.model === null || counts.every((n) => n === 0)) {
    return (
      <Card title="Scores of the pool">
        <p className="t2">There was no model yet that could score the pool.</p>
      </Card>
    );
  }
  return (
    <Card title="Scores of the pool" note={counted(round.pool_size, 'case')}>
      <Bars histogram={round.histogram} picks={scores.map((pick) => pick.score ?? 0)} />
      <p className="small t2" style={{ marginTop: 'var(--s-3)' }}>
        Marks: the doubtful picks{scores.length > 0 && `, the least of them ${fixed(least, 2)}`}. The random
        arm comes from the whole pool.
      </p>
    </Card>
  );
}

function Bars({ histogram, picks }: { histogram: RoundDetail['histogram']; picks: number[] }) {
  const { edges, counts } = histogram;
  const filled = counts.map((n, i) => (n > 0 ? i : -1)).filter((i) => i >= 0);
  const from = Math.max(0, (filled[0] ?? 0) - 1);
  const to = Math.min(counts.length, (filled[filled.length - 1] ?? 0) + 2);
  const most = Math.max(...counts);
  return (
    <Sized height={140} label="Histogram of the scores of the pool with the picks marked">
      {(width) => {
        const x = linear([edges[from] ?? 0, edges[to] ?? 1], [14, width - 14], 5);
        const y = linear([0, most], [116, 20]);
        return (
          <>
            {counts.slice(from, to).map((n, i) => {
              const left = x(edges[from + i] ?? 0);
              const right = x(edges[from + i + 1] ?? 1);
              return (
                <rect
                  key={edges[from + i]}
                  x={left + 1}
                  y={y(n)}
                  width={Math.max(1, right - left - 2)}
                  height={116 - y(n)}
                  fill="var(--line-strong)"
                />
              );
            })}
            <path d={marks(picks.map(x))} stroke="var(--accent)" strokeWidth={2} />
            <line x1={0} x2={width} y1={116} y2={116} stroke="var(--plot-grid)" />
            <XAxis scale={x} y={132} format={(value) => String(Number(value.toFixed(2)))} />
          </>
        );
      }}
    </Sized>
  );
}

/** A short upright line at each place. */
const marks = (places: number[]) => places.map((x) => `M${x.toFixed(1)} 4V16`).join('');
