import { Checkbox } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { personName } from '@/lib/names';
import { studyDate } from '@/lib/when';
import { Badge } from '@/ui';
import styles from '../Cohorts.module.css';
import type { RemoteSeries } from '../pacs/api';
import { isHere } from '../pacs/pulls';
import type { RemoteList } from '../pacs/useRemoteList';

/** The series of the PACS, one a row; those that are here have a dashed box. */
export function RemoteTable({ list, rows }: { list: RemoteList; rows: RemoteSeries[] }) {
  return (
    <div className={styles.table}>
      <table className="gyre-table" aria-label="Series in the PACS">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Selected</span>
            </th>
            <th scope="col">Patient</th>
            <th scope="col">ID</th>
            <th scope="col">Study date</th>
            <th scope="col">Modality</th>
            <th scope="col">Study</th>
            <th scope="col">Series</th>
            <th scope="col" className="number">
              Images
            </th>
            <th scope="col">In Gyre</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <Row key={row.series_instance_uid} list={list} row={row} index={i} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ list, row, index }: { list: RemoteList; row: RemoteSeries; index: number }) {
  const current = index === list.current;
  const element = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (current) element.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <tr
      ref={element}
      aria-selected={current}
      onClick={() => list.setCurrent(index)}
      onDoubleClick={() => list.selection.toggle(row)}
    >
      <td>
        <Box list={list} row={row} />
      </td>
      <td className={styles.patient} title={personName(row.patient_name)}>
        {personName(row.patient_name) || '—'}
      </td>
      <td className="num t2">{row.patient_id || '—'}</td>
      <td className="num t2">{studyDate(row.study_date)}</td>
      <td>{row.modality}</td>
      <td className={`${styles.study} t2`} title={row.study_description}>
        {row.study_description || '—'}
      </td>
      <td title={row.series_description}>{row.series_description || '—'}</td>
      <td className="number">{row.instances ?? '—'}</td>
      <td>
        <Here row={row} />
      </td>
    </tr>
  );
}

/** All of it, a part of it, or nothing yet. */
function Here({ row }: { row: RemoteSeries }) {
  if (isHere(row)) return <Badge tone="ok">here</Badge>;
  if (row.here === 0) return null;
  return <Badge tone="warn">{row.here} here</Badge>;
}

function Box({ list, row }: { list: RemoteList; row: RemoteSeries }) {
  if (isHere(row)) return <span className={styles.locked} title="It is in Gyre already" />;
  return (
    <Checkbox
      size="xs"
      aria-label={`Select ${row.series_description || row.series_instance_uid}`}
      checked={list.selection.has(row)}
      onChange={() => list.selection.toggle(row)}
      tabIndex={-1}
    />
  );
}
