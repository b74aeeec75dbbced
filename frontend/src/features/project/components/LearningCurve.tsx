import type { LearningPoint, ProjectDetail } from '@/api/types';
import { counted, fixed } from '@/lib/numbers';
import { linear, nice, path, type Scale, spread } from '@/lib/scale';
import { EmptyState, PlotCard } from '@/ui';
import { Sized, XAxis, YAxis } from '@/ui/plots';
import styles from './LearningCurve.module.css';
import { besides, closest, lineOf, STANDINGS, type Standing, withoutInterval } from './learning';

const LEFT = 42;
const RIGHT = 64;
/** Pixels from a model to the next of the same labels, where others leave room. */
const BESIDE = 18;
/** A smaller span of Dice is not drawn larger than this. */
const LEAST_SPAN = 0.1;
/** More would lie on each other; behind "T" all have their number. */
const MOST_NAMED = 12;

interface Props {
  points: LearningPoint[];
  task: ProjectDetail['task'];
}

/** Holdout Dice of each judged model against the approved cases it learned from. */
export function LearningCurve({ points, task }: Props) {
  const table = {
    head: ['Cases', 'Model', 'Dice', '95 % CI', 'What became of it'],
    rows: points.map((p) => [
      p.labels,
      `v${p.model}`,
      fixed(p.dice, 3),
      intervalOf(p),
      STANDINGS[p.standing],
    ]),
  };
  return (
    <PlotCard title="Learning curve" note="mean Dice on the locked holdout, bars are 95 % CI" table={table}>
      {points.length === 0 ? (
        <EmptyState sentence={task === 'segmentation' ? WILL_BE : ELSEWHERE} />
      ) : (
        <>
          <Curve points={points} />
          <Legend points={points} />
        </>
      )}
    </PlotCard>
  );
}

const WILL_BE =
  'Each judged model adds a point here: its mean Dice on the holdout against the approved cases it learned from.';
const ELSEWHERE =
  'Only masks have a Dice to draw. How well each model tells the findings stands under Models.';

const intervalOf = ({ low, high, patients }: LearningPoint) =>
  low === null ? `none, n = ${patients ?? '—'}` : `${fixed(low, 3)} to ${fixed(high, 3)}`;

function Curve({ points }: { points: LearningPoint[] }) {
  const labels = points.map((point) => point.labels);
  const heights = points.flatMap(({ dice, low, high }) => [dice, low ?? dice, high ?? dice]);
  const line = lineOf(points);
  const places = besides(points);
  return (
    <Sized
      label={`Mean Dice against approved cases: ${counted(points.length, 'judged model')}, a line through ${line.length} that went live`}
    >
      {(width, height) => {
        const bottom = height - 40;
        const y = nice(spread(heights, LEAST_SPAN, 1), [bottom, 18]);
        const x = linear([Math.min(...labels), Math.max(...labels)], [LEFT + 12, width - RIGHT], 7);
        const beside = Math.min(BESIDE, (x(closest(labels)) - x(0)) / 3);
        const across = (point: LearningPoint) => x(point.labels) + (places.get(point) ?? 0) * beside;
        const digits = y.ticks.some((tick) => Math.abs(tick * 100 - Math.round(tick * 100)) > 1e-9) ? 3 : 2;
        return (
          <>
            <YAxis
              scale={y}
              left={LEFT}
              right={width - RIGHT + 16}
              format={(value) => value.toFixed(digits)}
            />
            <XAxis
              scale={x}
              y={bottom + 18}
              name="approved cases it was trained on"
              ticks={shownTicks(labels)}
            />
            <path
              d={path(line.map((p) => ({ x: across(p), y: y(p.dice) })))}
              fill="none"
              stroke="var(--plot-a)"
              strokeWidth={2}
            />
            {points.map((point) => (
              <Model
                key={point.model}
                point={point}
                x={across(point)}
                y={y}
                named={points.length <= MOST_NAMED}
              />
            ))}
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

interface ModelProps {
  point: LearningPoint;
  x: number;
  y: Scale;
  named: boolean;
}

/** A point with its interval; hollow where it did not go live. */
function Model({ point, x, y, named }: ModelProps) {
  const { dice, low, high } = point;
  return (
    <g className={styles[point.standing]}>
      <title>{`v${point.model}, ${STANDINGS[point.standing]}: ${fixed(dice, 3)} (${intervalOf(point)})`}</title>
      {low !== null && high !== null && (
        <path
          className={styles.whisker}
          d={`M${x} ${y(low)}V${y(high)}M${x - 3} ${y(low)}h6M${x - 3} ${y(high)}h6`}
        />
      )}
      <circle className={styles.dot} cx={x} cy={y(dice)} r={4} />
      {named && (
        <text x={x} y={y(high ?? dice) - 7} textAnchor="middle">
          v{point.model}
        </text>
      )}
    </g>
  );
}

/** What the marks mean, of those that are there, and why a bar is missing. */
function Legend({ points }: { points: LearningPoint[] }) {
  const kinds = (Object.keys(STANDINGS) as Standing[]).filter((kind) =>
    points.some((point) => point.standing === kind),
  );
  return (
    <p className={`small t2 ${styles.legend}`}>
      {kinds.map((kind) => (
        <span key={kind}>
          <svg width={10} height={10} aria-hidden className={styles[kind]}>
            <circle className={styles.dot} cx={5} cy={5} r={4} />
          </svg>
          {STANDINGS[kind]}
        </span>
      ))}
      <span>{withoutInterval(points)}</span>
    </p>
  );
}
