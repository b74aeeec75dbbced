import { fixed } from '@/lib/numbers';
import { linear } from '@/lib/scale';
import { Sized } from '@/ui/plots';
import type { Interval } from '../api';

interface Props {
  model: Interval | null;
  human: Interval | null;
}

/** The model's Dice and its interval on a line from 0.5 to 1, and under it that of two readers. */
export function WithHuman({ model, human }: Props) {
  if (model?.mean === null || model?.mean === undefined) return null;
  const label = human
    ? `Model ${fixed(model.mean, 3)}, two readers ${fixed(human.mean, 3)}`
    : `Model ${fixed(model.mean, 3)}`;
  return (
    <Sized height={26} label={label}>
      {(width) => {
        const x = linear([0.5, 1], [6, width - 6]);
        return (
          <>
            <line x1={x(0.5)} x2={x(1)} y1={13} y2={13} stroke="var(--plot-grid)" />
            <Mark interval={model} x={x} y={human ? 8 : 13} ink="var(--plot-a)" />
            {human && <Mark interval={human} x={x} y={18} ink="var(--plot-b)" />}
          </>
        );
      }}
    </Sized>
  );
}

interface MarkProps {
  interval: Interval;
  x: (value: number) => number;
  y: number;
  ink: string;
}

function Mark({ interval, x, y, ink }: MarkProps) {
  const at = (value: number) => x(Math.min(1, Math.max(0.5, value)));
  if (interval.mean === null) return null;
  return (
    <g stroke={ink} fill={ink}>
      {interval.low !== null && interval.high !== null && (
        <line x1={at(interval.low)} x2={at(interval.high)} y1={y} y2={y} strokeWidth={2} />
      )}
      <circle cx={at(interval.mean)} cy={y} r={3.5} stroke="none" />
    </g>
  );
}
