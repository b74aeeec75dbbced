import type { LearningPoint, Overview, ProjectDetail } from '@/api/types';
import { fixed } from '@/lib/numbers';
import { band, linear, nice, type Scale } from '@/lib/scale';
import { EmptyState, PlotCard } from '@/ui';
import { Line, Sized, XAxis, YAxis } from '@/ui/plots';

const LEFT = 42;
const RIGHT = 64;

interface Props {
  curve: Overview['learning_curve'];
  task: ProjectDetail['task'];
}

/** Holdout Dice against approved cases: picked solid, random dashed, bands of 95 %. */
export function LearningCurve({ curve, task }: Props) {
  const random = curve.random ?? [];
  const table = {
    head: ['Cases', 'Arm', 'Dice', '95 % CI'],
    rows: [...rowsOf('picked', curve.picked), ...rowsOf('random', random)],
  };
  return (
    <PlotCard title="Learning curve" note="mean Dice on the locked holdout, 95 % CI" table={table}>
      {curve.picked.length === 0 ? (
        <EmptyState sentence={task === 'segmentation' ? WILL_BE : ELSEWHERE} />
      ) : (
        <Curve picked={curve.picked} random={random} />
      )}
    </PlotCard>
  );
}

const WILL_BE =
  'Each judged model adds a point here: its mean Dice on the holdout against the approved cases it learned from.';
const ELSEWHERE =
  'Only masks have a Dice to draw. How well each model tells the findings stands under Models.';

function rowsOf(arm: string, points: LearningPoint[]) {
  return points.map((p) => [p.labels, arm, fixed(p.dice, 3), `${fixed(p.low, 3)} to ${fixed(p.high, 3)}`]);
}

function Curve({ picked, random }: { picked: LearningPoint[]; random: LearningPoint[] }) {
  const all = [...picked, ...random];
  const labels = all.map((point) => point.labels);
  const heights = all.flatMap((point) => [point.dice, point.low ?? point.dice, point.high ?? point.dice]);
  return (
    <Sized label={`Mean Dice against approved cases, ${picked.length} models of the picked arm`}>
      {(width, height) => {
        const bottom = height - 40;
        const y = linear(nice(heights, 4), [bottom, 8], 4);
        const x = linear([Math.min(...labels), Math.max(...labels)], [LEFT + 8, width - RIGHT], 7);
        const digits = y.ticks.some((tick) => Math.abs(tick * 100 - Math.round(tick * 100)) > 1e-9) ? 3 : 2;
        return (
          <>
            <YAxis
              scale={y}
              left={LEFT}
              right={width - RIGHT + 4}
              format={(value) => value.toFixed(digits)}
            />
            <XAxis
              scale={x}
              y={bottom + 18}
              name="approved cases it was trained on"
              ticks={shownTicks(labels)}
            />
            <Arm points={random} x={x} y={y} name="random" tone="b" nudge={nudge(picked, random, y)} />
            <Arm points={picked} x={x} y={y} name="picked" tone="a" nudge={0} />
          </>
        );
      }}
    </Sized>
  );
}

/** The places where there are points; thinned when they would touch. */
function shownTicks(labels: number[]): number[] {
  const sorted = [...new Set(labels)].sort((a, b) => a - b);
  const span = (sorted[sorted.length - 1] ?? 0) - (sorted[0] ?? 0);
  return sorted.filter((value, i) => i === 0 || value - (sorted[i - 1] ?? 0) >= span / 16);
}

/** Moves the lower name away when both arms end at the same height. */
function nudge(picked: LearningPoint[], random: LearningPoint[], y: Scale): number {
  const [a, b] = [picked[picked.length - 1], random[random.length - 1]];
  if (!a || !b) return 0;
  const gap = y(b.dice) - y(a.dice);
  return Math.abs(gap) < 16 ? 16 - gap : 0;
}

interface ArmProps {
  points: LearningPoint[];
  x: Scale;
  y: Scale;
  name: string;
  tone: 'a' | 'b';
  nudge: number;
}

function Arm({ points, x, y, name, tone, nudge: down }: ArmProps) {
  const last = points[points.length - 1];
  if (!last) return null;
  const line = points.map((p) => ({ x: x(p.labels), y: y(p.dice) }));
  const upper = points.map((p) => ({ x: x(p.labels), y: y(p.high ?? p.dice) }));
  const lower = points.map((p) => ({ x: x(p.labels), y: y(p.low ?? p.dice) }));
  const ink = `var(--plot-${tone})`;
  const only = points.length === 1;
  return (
    <g>
      <path d={band(upper, lower)} fill={`var(--plot-${tone}-band)`} />
      {only && (
        <Whisker
          x={x(last.labels)}
          low={y(last.low ?? last.dice)}
          high={y(last.high ?? last.dice)}
          ink={ink}
        />
      )}
      <Line points={line} ink={ink} dash={tone === 'b' ? '5 4' : undefined} />
      <text x={x(last.labels) + 10} y={y(last.dice) + 4 + down} style={{ fill: ink, fontWeight: 600 }}>
        {name}
      </text>
    </g>
  );
}

function Whisker({ x, low, high, ink }: { x: number; low: number; high: number; ink: string }) {
  return (
    <path d={`M${x} ${low}V${high}M${x - 4} ${low}h8M${x - 4} ${high}h8`} stroke={ink} strokeWidth={1.5} />
  );
}
