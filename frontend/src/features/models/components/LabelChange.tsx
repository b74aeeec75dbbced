import type { Label } from '@/api/types';
import { fixed, signed } from '@/lib/numbers';
import type { Scale } from '@/lib/scale';
import { EmptyState, labelColour, PlotCard, Swatch } from '@/ui';
import { Sized } from '@/ui/plots';
import type { Interval, ModelDetail } from '../api';
import { attributeName, groupName, partsOf } from '../groups';
import styles from '../Models.module.css';
import { ForestMark, forestScale } from './Forest';
import { IntervalCell } from './IntervalCell';

interface Row {
  name: string;
  color: number | null;
  before: number | null | undefined;
  after: number | null | undefined;
  change: Interval;
}

interface Props {
  model: ModelDetail;
  before: ModelDetail | undefined;
  labels: Label[];
}

/** The limit that the gate draws for a label: from its own rules, so that plot and judgement agree. */
function limitOf(model: ModelDetail): number {
  const rule = model.gate?.rules.find((one) => one.name.startsWith('class ') && one.limit !== null);
  return rule?.limit ?? -0.02;
}

const scoreOf = (model: ModelDetail | undefined, value: number) =>
  model?.holdout?.classes.find((one) => one.value === value)?.dice ?? null;

function rowsOf({ model, before, labels }: Props): Row[] {
  const { gate } = model;
  if (!gate?.delta) return [];
  const all: Row = {
    name: `All ${gate.per_class.length}, mean`,
    color: null,
    before: gate.champion_dice,
    after: gate.challenger_dice,
    change: gate.delta,
  };
  const each = gate.per_class.map(({ value, change }) => {
    const label = labels.find((one) => one.value === value);
    return {
      name: label?.name ?? `Label ${value}`,
      color: label?.color ?? value,
      before: scoreOf(before, value)?.mean,
      after: scoreOf(model, value)?.mean,
      change,
    };
  });
  const groups = gate.per_group.map(({ name, change }) => ({
    name: `${attributeName(partsOf(name)[0])} ${groupName(name)}`,
    color: null,
    before: undefined,
    after: model.holdout?.subgroups?.groups.find((one) => one.name === name)?.dice?.mean,
    change,
  }));
  return [all, ...each, ...groups];
}

/** Forest plot: how much each label changed, with the gate's limit drawn. */
export function LabelChange(props: Props) {
  const { model } = props;
  const rows = rowsOf(props);
  const names = [`v${model.judged_against}`, `v${model.number}`] as const;
  const table = {
    head: ['Label', ...names, 'Change', '95 % CI'],
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
      title="Change by label and subgroup"
      note={rows.length ? 'Dice, bars are 95 % CI, green excludes zero' : 'Dice, 95 % CI'}
      table={table}
    >
      {rows.length === 0 ? (
        <FirstModel model={model} labels={props.labels.filter((label) => !label.ignored)} />
      ) : (
        <div className={styles.plot}>
          <Plot rows={rows} limit={limitOf(model)} names={names} />
        </div>
      )}
    </PlotCard>
  );
}

function FirstModel({ model, labels }: { model: ModelDetail; labels: Label[] }) {
  if (!model.holdout)
    return (
      <EmptyState sentence="It was not judged against another version, so there is no change to show." />
    );
  return (
    <>
      <p className="t2" style={{ marginBottom: 'var(--s-3)' }}>
        The first version has nothing to be compared with. Its Dice on the holdout:
      </p>
      <table className="gyre-table">
        <tbody>
          {labels.map((label) => (
            <tr key={label.value}>
              <td>
                <span className="row">
                  <Swatch color={label.color} />
                  {label.name}
                </span>
              </td>
              <td className="number">
                <IntervalCell interval={scoreOf(model, label.value)} show={(value) => fixed(value, 3)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Where the two columns of figures end, in pixels: after the longest name. */
interface Columns {
  before: number;
  after: number;
}

function columnsFor(rows: Row[]): Columns {
  const longest = Math.max(...rows.map((row) => row.name.length));
  const before = Math.max(150, 68 + Math.min(26, longest) * 6.4);
  return { before, after: before + 46 };
}

const ROW = 26;
const TOP = 39;

interface PlotProps {
  rows: Row[];
  limit: number;
  names: readonly [string, string];
}

function Plot({ rows, limit, names }: PlotProps) {
  const height = TOP + (rows.length - 1) * ROW + 40;
  const columns = columnsFor(rows);
  return (
    <Sized
      height={height}
      label={`Dice difference of ${names[1]} and ${names[0]} by label, 95 percent intervals`}
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
            <Ground columns={columns} x={x} limit={limit} bottom={bottom} width={width} names={names} />
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

interface GroundProps {
  columns: Columns;
  x: Scale;
  limit: number;
  bottom: number;
  width: number;
  names: readonly [string, string];
}

function Ground({ columns, x, limit, bottom, width, names }: GroundProps) {
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
        Label
      </text>
      <text x={columns.before} y={14} textAnchor="end">
        {names[0]}
      </text>
      <text x={columns.after} y={14} textAnchor="end">
        {names[1]}
      </text>
      <text x={width} y={14} textAnchor="end">
        Δ Dice
      </text>
    </g>
  );
}

interface RowProps {
  row: Row;
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
        {row.name}
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
