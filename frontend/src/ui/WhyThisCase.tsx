import type { Why } from '@/api/types';
import { fixed } from '@/lib/numbers';
import { PanelHead } from './PanelHead';
import styles from './WhyThisCase.module.css';

/** Why the case was picked: what it was ranked by, among the pool's, and what else is known of it. */
export function WhyThisCase({ why }: { why: Why | null }) {
  if (!why || (why.score === null && why.rank === null)) {
    return (
      <section aria-label="Why this case">
        <PanelHead title="Why this case" />
        <p className="small t2">
          {why?.unscored
            ? `The model could not score it: ${why.unscored}`
            : 'It was assigned directly, not picked by a score.'}
        </p>
      </section>
    );
  }
  const shown = why.components.filter((one) => one.group !== 'detail');
  const details = why.components.filter((one) => one.group === 'detail');
  return (
    <section aria-label="Why this case">
      <PanelHead title="Why this case">
        <span className="small t2">{pickedHow(why)}</span>
      </PanelHead>
      {why.rule_words && <p className="small">{why.rule_words}.</p>}
      {why.score !== null && (
        <div className={styles.score}>
          <div>
            <b>{fixed(why.score, 3)}</b>
            <span className="small t3" title={why.measure?.about}>
              {why.measure?.name ?? 'score'}
            </span>
          </div>
          <Histogram why={why} score={why.score} />
        </div>
      )}
      {why.percentile !== null && (
        <p className="small t2" style={{ marginBottom: 'var(--s-1)' }}>
          Higher than {Math.round(why.percentile)} % of {count(why)} cases in the pool.
        </p>
      )}
      {MEMBERS[why.members] && <p className="small t2">{MEMBERS[why.members]}</p>}
      {shown.map((component) => (
        <Measure key={component.key} component={component} />
      ))}
      {details.length > 0 && (
        <details>
          <summary className="small t2">Counted in other ways</summary>
          {details.map((component) => (
            <Measure key={component.key} component={component} />
          ))}
        </details>
      )}
    </section>
  );
}

/** A measure by its name; what it means is said when it is pointed at. */
function Measure({ component }: { component: Why['components'][number] }) {
  return (
    <div className={styles.component} title={component.about}>
      <span>{component.name}</span>
      <div className={styles.bar}>
        <i style={{ width: `${Math.min(100, Math.max(0, component.value * 100))}%` }} />
      </div>
      <b>{component.value.toFixed(2)}</b>
    </div>
  );
}

const MEMBERS: Record<string, string> = {
  tta: 'Mean of the scan turned or with other contrast.',
  dropout: 'Mean of passes with parts of the network left out.',
  ensemble: 'Mean of this model and earlier ones.',
};

function pickedHow(why: Why): string {
  const how = why.arm === 'random' ? 'drawn at random' : why.rank === null ? 'scored' : 'picked';
  return why.rank === null || why.of === null ? how : `${how}, rank ${why.rank} of ${why.of}`;
}

const count = (why: Why) => why.histogram.counts.reduce((sum, n) => sum + n, 0).toLocaleString('en');

function Histogram({ why, score }: { why: Why; score: number }) {
  const { edges, counts } = why.histogram;
  const low = edges[0];
  const high = edges.at(-1);
  if (low === undefined || high === undefined || high <= low || counts.every((n) => n === 0)) return null;
  const most = Math.max(...counts, 1);
  const width = 264 / counts.length;
  const at = Math.min(263, Math.max(1, ((score - low) / (high - low)) * 264));
  return (
    <svg
      viewBox="0 0 264 40"
      preserveAspectRatio="none"
      role="img"
      aria-label={`The pool's; this case has ${fixed(score, 3)}`}
    >
      {counts.map((n, i) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
          key={i}
          x={i * width}
          y={36 - (n / most) * 34}
          width={Math.max(1, width - 2)}
          height={(n / most) * 34}
          fill="var(--line-strong)"
        />
      ))}
      <line
        x1={at}
        x2={at}
        y1={2}
        y2={36}
        stroke="var(--u-3)"
        strokeWidth={2}
        vectorEffect="non-scaling-stroke"
      />
      <line x1={0} x2={264} y1={36.5} y2={36.5} stroke="var(--line-strong)" />
    </svg>
  );
}
