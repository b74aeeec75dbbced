import type { ProjectDetail } from '@/api/types';
import { fixed, signed } from '@/lib/numbers';
import type { Scale } from '@/lib/scale';
import { labelColour, PlotCard } from '@/ui';
import { Sized } from '@/ui/plots';
import type { ModelDetail } from '../api';
import { type ChangeRow, changeRows, limitOf, measureOf } from '../changes';
import styles from '../Models.module.css';
import { FirstScores } from './FirstScores';
import { ForestMark, forestScale } from './Forest';

interface Props {
  project: ProjectDetail;
  model: ModelDetail;
  before: ModelDetail | undefined;
}

/** Forest plot: how much each label or finding changed, with the gate's limit drawn. */
export function LabelChange({ project, model, before }: Props) {
  const rows = changeRows(project, model, before);
  const measure = measureOf(project);
  const what = measure === 'AUROC' ? 'Finding' : 'Label';
  const names = [`v${model.judged_against}`, `v${model.number}`] as const;
  const table = {
    head: [what, ...names, 'Change', '95 % CI'],
    rows: rows.map((row) => [
      row.name,
      fixed(row.before, 3),
      fixed(row.after, 3),
      signed(row.change.mean, 3),
      `${signed(row.change.low, 3)} to ${signed(row.change.high, 3)}`,
    ]),
  };
  return (
    <PlotCard
      className={styles.grows}
      title={what === 'Finding' ? 'Change by finding' : 'Change by label and subgroup'}
      note={rows.length ? `${measure}, bars are 95 % CI, green excludes zero` : `${measure}, 95 % CI`}
      table={table}
    >
      {rows.length === 0 ? (
        <FirstScores project={project} model={model} />
      ) : (
        <div className={styles.plot}>
          <Plot {...{ rows, names, measure, what }} limit={limitOf(model.gate)} />
        </div>
      )}
    </PlotCard>
  );
}

/** Letters of a name; the rest is in its tooltip. */
const MOST = 26;

/** Where the two columns of figures end, in pixels: after the longest name. */
interface Columns {
  before: number;
  after: number;
}

function columnsFor(rows: ChangeRow[]): Columns {
  const longest = Math.max(...rows.map((row) => row.name.length));
  const before = Math.max(150, 68 + Math.min(MOST, longest) * 6.4);
  return { before, after: before + 46 };
}

const ROW = 26;
const TOP = 39;

interface Words {
  names: readonly [string, string];
  measure: string;
  what: string;
}

interface PlotProps extends Words {
  rows: ChangeRow[];
  limit: number;
}

function Plot({ rows, limit, ...words }: PlotProps) {
  const { names, measure, what } = words;
  const height = TOP + (rows.length - 1) * ROW + 40;
  const columns = columnsFor(rows);
  return (
    <Sized
      height={height}
      label={`${measure} difference of ${names[1]} and ${names[0]} by ${what.toLowerCase()}, 95 percent intervals`}
    >
      {(width) => {
        const x = forestScale(
          rows.map((row) => row.change),
          limit,
          [columns.after + 24, width - 76],
        );
        const bottom = height - 20;
        return (
          <>
            <Ground {...{ columns, x, limit, bottom, width }} {...words} />
            {rows.map((row, i) => (
              <PlotRow
                key={row.name}
                columns={columns}
                row={row}
                x={x}
                y={TOP + i * ROW}
                width={width}
                overall={i === 0}
              />
            ))}
            <line x1={0} x2={width} y1={TOP + 13} y2={TOP + 13} stroke="var(--line)" />
          </>
        );
      }}
    </Sized>
  );
}

interface GroundProps extends Words {
  columns: Columns;
  x: Scale;
  limit: number;
  bottom: number;
  width: number;
}

function Ground({ columns, x, limit, bottom, width, names, measure, what }: GroundProps) {
  const left = x(x.domain[0]);
  return (
    <g>
      <rect x={left} y={26} width={x(limit) - left} height={bottom - 26} fill="var(--danger-soft)" />
      {x.ticks.map((tick) => (
        <g key={tick}>
          <line
            x1={x(tick)}
            x2={x(tick)}
            y1={26}
            y2={bottom}
            stroke={tick === 0 ? 'var(--text-2)' : 'var(--plot-grid)'}
          />
          <text x={x(tick)} y={bottom + 15} textAnchor="middle">
            {tick === 0 ? '0' : signed(tick, 2)}
          </text>
        </g>
      ))}
      <line x1={x(limit)} x2={x(limit)} y1={26} y2={bottom} stroke="var(--danger)" strokeDasharray="3 3" />
      <text x={x(limit)} y={14} textAnchor="middle" style={{ fill: 'var(--danger)' }}>
        limit
      </text>
      <text x={x(0) + 12} y={14} style={{ fill: 'var(--text-2)' }}>
        {names[1]} better
      </text>
      <text x={0} y={14}>
        {what}
      </text>
      <text x={columns.before} y={14} textAnchor="end">
        {names[0]}
      </text>
      <text x={columns.after} y={14} textAnchor="end">
        {names[1]}
      </text>
      <text x={width} y={14} textAnchor="end">
        Δ {measure}
      </text>
    </g>
  );
}

interface RowProps {
  row: ChangeRow;
  columns: Columns;
  x: Scale;
  y: number;
  width: number;
  overall: boolean;
}

function PlotRow({ row, columns, x, y, width, overall }: RowProps) {
  const strong = { fill: 'var(--text-1)', fontWeight: overall ? 600 : 400 };
  return (
    <g>
      {row.color !== null && (
        <rect x={0} y={y - 5} width={10} height={10} rx={3} fill={labelColour(row.color)} />
      )}
      <text x={row.color === null ? 0 : 18} y={y + 4} style={strong}>
        {row.name.length > MOST ? `${row.name.slice(0, MOST - 1)}…` : row.name}
        <title>{row.name}</title>
      </text>
      <text x={columns.before} y={y + 4} textAnchor="end" style={{ fill: 'var(--text-2)' }}>
        {fixed(row.before, 3)}
      </text>
      <text x={columns.after} y={y + 4} textAnchor="end" style={strong}>
        {fixed(row.after, 3)}
      </text>
      <ForestMark interval={row.change} x={x} y={y} overall={overall} />
      <text x={width} y={y + 4} textAnchor="end" style={strong}>
        {signed(row.change.mean, 3)}
      </text>
    </g>
  );
}
