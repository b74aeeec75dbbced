import { band, linear, nice, type Scale } from '@/lib/scale';
import { Line, Sized, XAxis, YAxis } from '@/ui/plots';
import type { Results } from './api';
import { apart, DASHES, type NamedArm, TONES } from './curves';

const LEFT = 42;
const CHARACTER = 7;

/** Dice against labels, with intervals over the repetitions and what all labels give. */
export function SimulatedCurves({ results, arms }: { results: Results; arms: NamedArm[] }) {
  const points = arms.flatMap((arm) => arm.points);
  const labels = [...new Set(points.map((point) => point.labels))];
  const full = results.full_data?.dice.mean;
  const right = 20 + CHARACTER * Math.max(...arms.map((arm) => arm.title.length));
  const heights = points.flatMap(({ dice }) => [dice.mean, dice.low ?? dice.mean, dice.high ?? dice.mean]);
  return (
    <Sized height={248} label={`Mean Dice against labels, ${arms.length} strategies`}>
      {(width, height) => {
        const bottom = height - 40;
        const y = nice(full === undefined ? heights : [...heights, full], [bottom, 8], 5);
        const x = linear([Math.min(...labels), Math.max(...labels)], [LEFT + 8, width - right]);
        const digits = y.ticks.some((tick) => Math.abs(tick * 100 - Math.round(tick * 100)) > 1e-9) ? 3 : 2;
        const ends = arms.map((arm) => y(arm.points[arm.points.length - 1]?.dice.mean ?? 0) + 4);
        const names = apart(ends, 15, bottom);
        return (
          <>
            <YAxis
              scale={y}
              left={LEFT}
              right={width - right + 4}
              format={(value) => value.toFixed(digits)}
            />
            <XAxis scale={x} y={bottom + 18} name="labelled cases" ticks={labels} />
            <References results={results} y={y} from={LEFT} to={width - right + 4} />
            {arms.map((arm, i) => (
              <Curve key={arm.strategy} arm={arm} x={x} y={y} number={i} nameAt={names[i] ?? 0} />
            ))}
          </>
        );
      }}
    </Sized>
  );
}

function References({ results, y, from, to }: { results: Results; y: Scale; from: number; to: number }) {
  if (!results.full_data) return null;
  const lines = [
    { name: 'all labels', value: results.full_data.dice.mean },
    ...Object.entries(results.marks).map(([mark, value]) => ({ name: `${mark} %`, value })),
  ].filter(({ value }) => value >= y.domain[0]);
  const names = apart(
    lines.map(({ value }) => y(value) - 4),
    13,
    y(y.domain[0]) - 4,
  );
  return (
    <g>
      {lines.map(({ name, value }, i) => (
        <g key={name}>
          <line
            x1={from}
            x2={to}
            y1={y(value)}
            y2={y(value)}
            stroke="var(--plot-ref)"
            strokeDasharray="2 4"
          />
          <text x={from + 6} y={names[i]}>
            {name}
          </text>
        </g>
      ))}
    </g>
  );
}

interface CurveProps {
  arm: NamedArm;
  x: Scale;
  y: Scale;
  number: number;
  nameAt: number;
}

function Curve({ arm, x, y, number, nameAt }: CurveProps) {
  const at = (height: (dice: NamedArm['points'][number]['dice']) => number) =>
    arm.points.map((point) => ({ x: x(point.labels), y: y(height(point.dice)) }));
  const line = at((dice) => dice.mean);
  const ink = `var(--plot-${TONES[number % TONES.length]})`;
  const end = line[line.length - 1];
  return (
    <g>
      <path
        d={band(
          at((dice) => dice.high ?? dice.mean),
          at((dice) => dice.low ?? dice.mean),
        )}
        fill={ink}
        fillOpacity={0.14}
      />
      <Line points={line} ink={ink} dash={DASHES[number % DASHES.length]} />
      <text x={(end?.x ?? 0) + 10} y={nameAt} style={{ fill: ink, fontWeight: 600 }}>
        {arm.title}
      </text>
    </g>
  );
}
