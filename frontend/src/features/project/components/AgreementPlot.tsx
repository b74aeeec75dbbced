import type { Overview } from '@/api/types';
import { fixed } from '@/lib/numbers';
import { linear } from '@/lib/scale';
import { EmptyState, labelColour, PlotCard } from '@/ui';
import { Sized } from '@/ui/plots';

type Agreement = Overview['agreement'];

/** How much of the pre-label stands after people: Dice by label. */
export function AgreementPlot({ agreement }: { agreement: Agreement }) {
  const n = Math.max(0, ...agreement.map((row) => row.n));
  const table = {
    head: ['Label', 'Dice', 'n'],
    rows: agreement.map((row) => [row.label, fixed(row.dice, 3), row.n]),
  };
  return (
    <PlotCard title="Agreement, Dice" note={n ? `pre-label and approved, n = ${n}` : undefined} table={table}>
      {agreement.length === 0 ? (
        <EmptyState sentence="When pre-labelled cases are approved, how much of each label stood will be here." />
      ) : (
        <Dots agreement={agreement} />
      )}
    </PlotCard>
  );
}

function Dots({ agreement }: { agreement: Agreement }) {
  const low = Math.max(0, Math.floor((Math.min(...agreement.map((row) => row.dice)) - 0.02) * 10) / 10);
  const left = 28 + 7 * Math.min(20, Math.max(...agreement.map((row) => row.label.length)));
  return (
    <Sized label="Dice of pre-label and approved mask, by label">
      {(width, height) => {
        const bottom = height - 20;
        const rise = Math.min(28, bottom / agreement.length);
        const x = linear([Math.min(low, 0.9), 1], [left, width - 12], 4);
        return (
          <>
            {x.ticks.map((tick) => (
              <g key={tick}>
                <line
                  x1={x(tick)}
                  x2={x(tick)}
                  y1={0}
                  y2={rise * agreement.length}
                  stroke="var(--plot-grid)"
                />
                <text x={x(tick)} y={rise * agreement.length + 16} textAnchor="middle">
                  {Number(tick.toFixed(3))}
                </text>
              </g>
            ))}
            {agreement.map((row, i) => {
              const y = (i + 0.5) * rise;
              return (
                <g key={row.label}>
                  <rect x={0} y={y - 4} width={8} height={8} rx={2} fill={labelColour(row.color)} />
                  <text x={14} y={y + 4} style={{ fill: 'var(--text-2)' }}>
                    {row.label}
                  </text>
                  <circle cx={x(row.dice)} cy={y} r={3.5} fill="var(--plot-a)" />
                  <text
                    x={x(row.dice) > width - 60 ? x(row.dice) - 10 : x(row.dice) + 10}
                    y={y + 4}
                    textAnchor={x(row.dice) > width - 60 ? 'end' : 'start'}
                    style={{ fill: 'var(--text-1)' }}
                  >
                    {fixed(row.dice, 3)}
                  </text>
                </g>
              );
            })}
          </>
        );
      }}
    </Sized>
  );
}
