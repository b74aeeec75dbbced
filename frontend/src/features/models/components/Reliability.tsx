import { fixed } from '@/lib/numbers';
import { linear, type Scale } from '@/lib/scale';
import { PlotCard } from '@/ui';
import { Line, Sized, XAxis, YAxis } from '@/ui/plots';
import type { Calibration } from '../api';
import styles from '../Models.module.css';

type Bin = Calibration['after']['bins'][number];

/** Pixels, with room for numbers and a name. */
const LEFT = 56;

/** Voxels: what a bin of fewer says is chance; it is in the table, not in the plot. */
const FEWEST = 100;

/** How often the model is right where it is so sure, before and after the temperature. */
export function Reliability({ calibration }: { calibration: Calibration | null }) {
  if (!calibration) return null;
  const { before, after, temperature } = calibration;
  const scaled = temperature !== 1;
  const higher = beginning(before.bins) >= beginning(after.bins);
  const rows = after.bins.map((bin) => [fixed(bin.confidence, 3), fixed(bin.accuracy, 3), bin.voxels]);
  return (
    <PlotCard
      className={styles.grows}
      title="Calibration"
      note={scaled ? `temperature ${fixed(temperature, 2)}` : 'as trained, no temperature'}
      table={{ head: ['Confidence', 'Right', 'Voxels'], rows }}
    >
      <Sized label={`Reliability diagram; ECE ${fixed(after.ece, 3)}`}>
        {(width, height) => {
          const bottom = height - 36;
          const y = linear([0, 1], [bottom, 8], 4);
          const x = linear([0, 1], [LEFT, width - 12], 4);
          return (
            <>
              <YAxis
                scale={y}
                left={LEFT}
                right={width - 12}
                format={(value) => fixed(value, 2)}
                name="share that was right"
              />
              <XAxis scale={x} y={bottom + 16} name="confidence" format={(value) => fixed(value, 2)} />
              <line x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} stroke="var(--plot-ref)" strokeDasharray="3 3" />
              {scaled && (
                <Curve name="as trained" upper={higher} bins={before.bins} x={x} y={y} ink="var(--plot-b)" />
              )}
              <Curve
                name={scaled ? 'with it' : ''}
                upper={!higher}
                bins={after.bins}
                x={x}
                y={y}
                ink="var(--plot-a)"
              />
            </>
          );
        }}
      </Sized>
      <Measures {...{ before, after, scaled }} />
    </PlotCard>
  );
}

const drawn = (bins: Bin[]) => bins.filter((bin) => bin.voxels >= FEWEST);
const beginning = (bins: Bin[]) => drawn(bins)[0]?.accuracy ?? 0;

interface CurveProps {
  name: string;
  /** Its name stands above its beginning, that of the other one below. */
  upper: boolean;
  bins: Bin[];
  x: Scale;
  y: Scale;
  ink: string;
}

/** Named where it begins: all end in the same corner. */
function Curve({ name, upper, bins, x, y, ink }: CurveProps) {
  const points = drawn(bins).map((bin) => ({ x: x(bin.confidence), y: y(bin.accuracy) }));
  const first = points[0];
  return (
    <g>
      <Line points={points} ink={ink} />
      {first && (
        <text
          x={first.x - 8}
          y={first.y + (upper ? -2 : 12)}
          textAnchor="end"
          style={{ fill: ink, fontWeight: 600 }}
        >
          {name}
        </text>
      )}
    </g>
  );
}

interface MeasuresProps {
  before: Calibration['before'];
  after: Calibration['after'];
  scaled: boolean;
}

function Measures({ before, after, scaled }: MeasuresProps) {
  const rows = [
    ['ECE', 'Expected calibration error: how far confidence is from being right', before.ece, after.ece],
    ['ACE', 'The same over bins of as many voxels each', before.ace, after.ace],
    ['Brier', 'Mean squared distance of probability and truth; 0 at best', before.brier, after.brier],
  ] as const;
  return (
    <dl className={`${styles.measures} small`}>
      {rows.map(([name, about, was, is]) => (
        <div key={name} title={about}>
          <dt className="t3">{name}</dt>
          <dd className="num">
            {scaled && <span style={{ color: 'var(--plot-b)' }}>{fixed(was, 4)} → </span>}
            <span style={{ color: 'var(--plot-a)' }}>{fixed(is, 4)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
