import { Checkbox } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { CaseRow } from '@/api/types';
import { fixed } from '@/lib/numbers';
import { age, studyDate } from '@/lib/when';
import { Badge, Thumb } from '@/ui';
import styles from '../Cohorts.module.css';
import { assignable, stageOf } from '../logic/stages';
import type { Selection } from './useSelection';

interface Props {
  rows: CaseRow[];
  selection: Selection;
  current: number;
  onCurrent: (index: number) => void;
  onPreview: (row: CaseRow) => void;
}

/** The scans that were found. */
export function CaseTable({ rows, selection, current, onCurrent, onPreview }: Props) {
  return (
    <div className={styles.table}>
      <table className="gyre-table" aria-label="Scans found">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Selected</span>
            </th>
            <th scope="col">Case</th>
            <th scope="col">Study date</th>
            <th scope="col">Model name</th>
            <th scope="col">Series</th>
            <th scope="col" className="number">
              mm
            </th>
            <th scope="col">Sex, age</th>
            <th scope="col" className="number">
              Slices
            </th>
            <th scope="col">Split</th>
            <th scope="col">Stage</th>
            <th scope="col" className="number">
              Score
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <Row
              key={row.id}
              row={row}
              selection={selection}
              current={i === current}
              onCurrent={() => onCurrent(i)}
              onPreview={() => onPreview(row)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  row: CaseRow;
  selection: Selection;
  current: boolean;
  onCurrent: () => void;
  onPreview: () => void;
}

function Row({ row, selection, current, onCurrent, onPreview }: RowProps) {
  const element = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (current) element.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <tr ref={element} aria-selected={current} onClick={onCurrent} onDoubleClick={onPreview}>
      <td>
        <Box row={row} selection={selection} />
      </td>
      <td>
        <span className={styles.case}>
          <Thumb src={row.thumbnail} alt="" width={30} height={24} />
          {row.name}
        </span>
      </td>
      <td className="num t2">{studyDate(row.study_date)}</td>
      <td title={row.manufacturer_model_name}>{row.manufacturer_model_name || row.manufacturer || '—'}</td>
      <td className="t2" title={row.series_description}>
        {row.series_description || '—'}
      </td>
      <td className="number">{fixed(row.slice_thickness, 1)}</td>
      <td className="num t2">{[row.patient_sex, age(row.patient_age)].filter(Boolean).join(' ') || '—'}</td>
      <td className="number">{row.slices ?? '—'}</td>
      <td className="t2">{row.split ?? '—'}</td>
      <td className="t2">{assignable(row) ? stageOf(row) : <Badge>{stageOf(row)}</Badge>}</td>
      <td className="number">{fixed(row.score, 2)}</td>
    </tr>
  );
}

function Box({ row, selection }: { row: CaseRow; selection: Selection }) {
  if (!assignable(row)) return <span className={styles.locked} title={`Locked: ${stageOf(row)}`} />;
  return (
    <Checkbox
      size="xs"
      aria-label={`Select ${row.name}`}
      checked={selection.has(row.id)}
      onChange={() => selection.toggle(row)}
      tabIndex={-1}
    />
  );
}
