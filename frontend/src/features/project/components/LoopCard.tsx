import { waitingModels } from '@/api/overview';
import { may } from '@/api/shared';
import { isRunning } from '@/api/training';
import type { Overview, ProjectDetail } from '@/api/types';
import { count, percent } from '@/lib/numbers';
import { Card, ProgressLine } from '@/ui';
import styles from '../ProjectScreen.module.css';
import { arc, arrow, CENTRE, onRing } from './ring';

interface Stage {
  figure: string;
  name: string;
  /** The arc that leaves it is a machine's work. */
  machine?: boolean;
  /** It waits for the person who looks. */
  waits?: boolean;
}

/** The loop as a ring: what is where, right now. */
export function LoopCard({ overview, project }: { overview: Overview; project: ProjectDetail }) {
  const training = overview.loop.training;
  const busy = isRunning(training?.state);
  return (
    <Card title="The loop" note="solid: people, dotted: machine">
      <Ring stages={stagesOf(overview, project)} round={overview.round} />
      {busy && (
        <ProgressLine
          fraction={training?.fraction ?? null}
          text={training?.message || 'Training'}
          label="Training"
        />
      )}
    </Card>
  );
}

function stagesOf(overview: Overview, project: ProjectDetail): Stage[] {
  const { loop } = overview;
  const decision = may(project, 'train') && waitingModels(overview).length > 0;
  const review = !decision && may(project, 'review') && loop.review > 0;
  const labelling = loop.returned ? `Label (${loop.returned} returned)` : 'Label';
  return [
    { figure: count(loop.pool), name: 'Pool', machine: true },
    { figure: count(loop.picked), name: 'Pick' },
    { figure: count(loop.labelling + loop.returned), name: labelling },
    { figure: count(loop.review), name: 'Review', waits: review },
    { figure: count(loop.approved), name: 'Approved' },
    { ...trainingStage(loop.training), machine: true },
    { ...modelStage(loop.champion, decision), machine: true, waits: decision },
  ];
}

function trainingStage(training: Overview['loop']['training']): Stage {
  if (!training || !isRunning(training.state)) return { figure: 'idle', name: 'Train' };
  if (training.state === 'queued') return { figure: 'queued', name: 'Train' };
  return { figure: training.fraction === null ? 'runs' : percent(training.fraction), name: 'Train' };
}

function modelStage(champion: Overview['loop']['champion'], waits: boolean): Stage {
  const figure = champion ? `v${champion.number}` : 'none';
  return { figure, name: waits ? 'Gate waits' : 'Live model' };
}

function Ring({ stages, round }: { stages: Stage[]; round: Overview['round'] }) {
  const at = (i: number) => i / stages.length;
  return (
    <svg
      viewBox="0 0 384 244"
      width="100%"
      style={{ minHeight: 0, flex: 1 }}
      role="img"
      aria-label={said(stages)}
    >
      {stages.map((stage, i) => (
        <Way key={stage.name} from={at(i)} to={at(i + 1)} machine={stage.machine} />
      ))}
      {stages.map((stage, i) => (
        <Node key={stage.name} stage={stage} turn={at(i)} />
      ))}
      {round && <RoundInMiddle round={round} />}
    </svg>
  );
}

const said = (stages: Stage[]) =>
  `The loop with live counts: ${stages.map((stage) => `${stage.name} ${stage.figure}`).join(', ')}`;

function Way({ from, to, machine }: { from: number; to: number; machine?: boolean }) {
  const head = arrow(from, to);
  const stroke = machine ? 'var(--line-strong)' : 'var(--text-2)';
  return (
    <g fill="none" strokeWidth={2} strokeLinecap="round" strokeLinejoin="round">
      <path d={arc(from, to)} stroke={stroke} strokeDasharray={machine ? '2 5' : undefined} />
      <path
        d="M-4 -4L3 0L-4 4"
        stroke="var(--text-2)"
        transform={`translate(${head.x.toFixed(1)} ${head.y.toFixed(1)}) rotate(${head.angle.toFixed(0)})`}
      />
    </g>
  );
}

function Node({ stage, turn }: { stage: Stage; turn: number }) {
  const { x, y } = onRing(turn);
  const width = stage.name.length > 10 ? 112 : 80;
  const ink = stage.waits ? 'var(--accent)' : 'var(--text-1)';
  return (
    <g className={styles.node} transform={`translate(${(x - width / 2).toFixed(1)} ${(y - 23).toFixed(1)})`}>
      <rect
        width={width}
        height={46}
        rx={6}
        fill="var(--surface-2)"
        stroke={stage.waits ? 'var(--accent)' : 'var(--line)'}
      />
      <text x={width / 2} y={20} textAnchor="middle" className={styles.figure} style={{ fill: ink }}>
        {stage.figure}
      </text>
      <text
        x={width / 2}
        y={37}
        textAnchor="middle"
        style={{ fontSize: 'var(--fs-1)', fill: 'var(--text-2)' }}
      >
        {stage.name}
      </text>
    </g>
  );
}

function RoundInMiddle({ round }: { round: NonNullable<Overview['round']> }) {
  const middle = { x: CENTRE.x, textAnchor: 'middle' as const };
  const small = { fontSize: 'var(--fs-1)', fill: 'var(--text-2)' };
  return (
    <g>
      <text {...middle} y={CENTRE.y - 26} style={small}>
        Round {round.number}
      </text>
      <text
        {...middle}
        y={CENTRE.y + 6}
        style={{ fontSize: 'var(--fs-4)', fontWeight: 600, fill: 'var(--text-1)' }}
      >
        {round.approved} / {round.total}
      </text>
      <text {...middle} y={CENTRE.y + 28} style={small}>
        approved
      </text>
    </g>
  );
}
