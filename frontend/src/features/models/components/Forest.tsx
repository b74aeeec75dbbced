import { nice, type Scale } from '@/lib/scale';
import type { Interval } from '../api';

/** One scale for all intervals and the limit, with room at both ends. */
export function forestScale(intervals: Interval[], limit: number, range: [number, number]): Scale {
  const ends = intervals.flatMap((one) => [one.mean ?? 0, one.low ?? 0, one.high ?? 0]);
  return nice([...ends, limit * 1.4, 0, -limit], range, 5);
}

/** Coloured only when the interval leaves zero. */
export function inkOf(interval: Interval): string {
  if (interval.low !== null && interval.low > 0) return 'var(--ok)';
  if (interval.high !== null && interval.high < 0) return 'var(--danger)';
  return 'var(--text-2)';
}

interface Props {
  interval: Interval;
  x: Scale;
  y: number;
  /** The mean of all: a diamond. */
  overall?: boolean;
}

/** A mean with its interval. */
export function ForestMark({ interval, x, y, overall }: Props) {
  if (interval.mean === null) return null;
  const ink = inkOf(interval);
  const at = x(interval.mean);
  return (
    <g stroke={ink} fill={ink}>
      {interval.low !== null && interval.high !== null && (
        <>
          <line x1={x(interval.low)} x2={x(interval.high)} y1={y} y2={y} strokeWidth={overall ? 3 : 2} />
          <path d={`M${x(interval.low)} ${y - 4}v8M${x(interval.high)} ${y - 4}v8`} strokeWidth={1.5} />
        </>
      )}
      {overall ? (
        <path d={`M${at - 6} ${y}l6 -6l6 6l-6 6z`} stroke="none" />
      ) : (
        <circle cx={at} cy={y} r={4} stroke="none" />
      )}
    </g>
  );
}
