import { type Point, path } from '@/lib/scale';

interface Props {
  points: Point[];
  ink: string;
  dash?: string | undefined;
  dots?: boolean;
}

/** A curve, with a dot where something was measured. */
export function Line({ points, ink, dash, dots = true }: Props) {
  return (
    <g>
      <path d={path(points)} fill="none" stroke={ink} strokeWidth={2} strokeDasharray={dash} />
      {dots &&
        points.map((point) => (
          <circle key={`${point.x} ${point.y}`} cx={point.x} cy={point.y} r={3} fill={ink} />
        ))}
    </g>
  );
}
