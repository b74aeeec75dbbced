import type { Overview } from '@/api/types';
import { fixed } from '@/lib/numbers';
import { linear } from '@/lib/scale';
import { EmptyState, labelColour, PlotCard } from '@/ui';
import { Sized } from '@/ui/plots';

type Agreement = Overview['agreement'];

interface Props {
  agreement: Agreement;
  /** Between two readers who had not seen each other's mask: as far as a model can be judged. */
  readers: Agreement;
}

/** How much of the pre-label stands after people, and how well people agree: Dice by label. */
export function AgreementPlot({ agreement, readers }: Props) {
  const n = Math.max(0, ...agreement.map((row) => row.n));
  const between = (label: string) => readers.find((row) => row.label === label);
  const table = {
    head: ['Label', 'Dice', 'n', 'Two readers', 'n'],
    rows: agreement.map((row) => [
      row.label,
      fixed(row.dice, 3),
      row.n,
      fixed(between(row.label)?.dice, 3),
      between(row.label)?.n ?? 0,
    ]),
  };
  return (
    <PlotCard title="Agreement, Dice" note={noteOf(n, readers)} table={table}>
      {agreement.length === 0 ? (
        <EmptyState sentence="When pre-labelled cases are approved, how much of each label stood will be here." />
      ) : (
        <Dots agreement={agreement} readers={readers} />
      )}
    </PlotCard>
  );
}

function noteOf(n: number, readers: Agreement): string | undefined {
  const pairs = Math.max(0, ...readers.map((row) => row.n));
  const said = [n && `pre-label and approved, n = ${n}`, pairs && `line: two readers, n = ${pairs}`];
  return said.filter(Boolean).join('; ') || undefined;
}

function Dots({ agreement, readers }: Props) {
  const lowest = Math.min(...[...agreement, ...readers].map((row) => row.dice));
  const low = Math.max(0, Math.floor((lowest - 0.02) * 10) / 10);
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
                  <Ceiling row={readers.find(({ label }) => label === row.label)} x={x} y={y} />
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

/** A line where two readers stand. */
function Ceiling({
  row,
  x,
  y,
}: {
  row: Agreement[number] | undefined;
  x: (dice: number) => number;
  y: number;
}) {
  if (!row) return null;
  return (
    <line x1={x(row.dice)} x2={x(row.dice)} y1={y - 7} y2={y + 7} stroke="var(--text-2)" strokeWidth={1.5} />
  );
}
