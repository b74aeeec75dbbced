import type { Scale } from '@/lib/scale';

interface YProps {
  scale: Scale;
  left: number;
  right: number;
  format: (value: number) => string;
  /** What the axis counts, upwards beside its numbers, for which it needs 16 pixels more. */
  name?: string;
}

/** Horizontal grid lines with their numbers at the left. */
export function YAxis({ scale, left, right, format, name }: YProps) {
  const middle = (scale(scale.domain[0]) + scale(scale.domain[1])) / 2;
  return (
    <g>
      {scale.ticks.map((tick) => (
        <g key={tick}>
          <line x1={left} x2={right} y1={scale(tick)} y2={scale(tick)} stroke="var(--plot-grid)" />
          <text x={left - 6} y={scale(tick) + 4} textAnchor="end">
            {format(tick)}
          </text>
        </g>
      ))}
      {name && (
        <text transform={`translate(${left - 44} ${middle}) rotate(-90)`} textAnchor="middle">
          {name}
        </text>
      )}
    </g>
  );
}

interface XProps {
  scale: Scale;
  /** Pixels from the top of the numbers' base line. */
  y: number;
  ticks?: number[];
  format?: (value: number) => string;
  /** What the axis counts, under its numbers. */
  name?: string;
}

/** Numbers along the bottom. */
export function XAxis({ scale, y, ticks, format = String, name }: XProps) {
  const shown = ticks ?? scale.ticks;
  const middle = (scale(scale.domain[0]) + scale(scale.domain[1])) / 2;
  return (
    <g>
      {shown.map((tick) => (
        <text key={tick} x={scale(tick)} y={y} textAnchor="middle">
          {format(tick)}
        </text>
      ))}
      {name && (
        <text x={middle} y={y + 16} textAnchor="middle">
          {name}
        </text>
      )}
    </g>
  );
}
