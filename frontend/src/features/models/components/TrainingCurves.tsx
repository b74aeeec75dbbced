import { fixed } from '@/lib/numbers';
import { linear, nice, spread } from '@/lib/scale';
import { Line, Sized, XAxis, YAxis } from '@/ui/plots';
import type { TrainingRun } from '../api';
import styles from '../Models.module.css';
import { type Series, seriesOf } from './curves';

/** What training makes smaller, and what it is for: loss and validation Dice over the same steps. */
export function TrainingCurves({ curve }: { curve: TrainingRun['curve'] }) {
  const last = curve[curve.length - 1]?.step ?? 1;
  const { loss, dice } = seriesOf(curve);
  return (
    <div className={styles.curves}>
      <Curve name="Loss" points={loss} last={last} color="var(--plot-a)" />
      {dice.length > 0 && (
        <Curve name="Validation Dice" points={dice} last={last} color="var(--plot-b)" dots top={1} />
      )}
    </div>
  );
}

const LEFT = 40;
const LEAST_SPAN = 0.1;

interface Props {
  name: string;
  points: Series;
  last: number;
  color: string;
  dots?: boolean;
  /** The most there can be. */
  top?: number;
}

function Curve({ name, points, last, color, dots = false, top }: Props) {
  const newest = points[points.length - 1];
  if (!newest) return null;
  return (
    <section className={styles.curve}>
      <p className="small t2">
        {name} <strong className="mono t1">{fixed(newest.value, 3)}</strong>
      </p>
      <Sized label={`${name} over ${points.length} points, the last ${fixed(newest.value, 3)}`}>
        {(width, height) => {
          const bottom = height - 22;
          const values = points.map((point) => point.value);
          const y = nice(spread(values, LEAST_SPAN, top), [bottom, 8], 3);
          const x = linear([0, last], [LEFT + 6, width - 16], 3);
          const drawn = points.map((point) => ({ x: x(point.step), y: y(point.value) }));
          return (
            <>
              <YAxis
                scale={y}
                left={LEFT}
                right={width}
                format={(value) => String(Number(value.toFixed(3)))}
              />
              <XAxis scale={x} y={bottom + 17} format={(step) => step.toLocaleString('en')} />
              <Line points={drawn} ink={color} dots={dots} />
            </>
          );
        }}
      </Sized>
    </section>
  );
}
