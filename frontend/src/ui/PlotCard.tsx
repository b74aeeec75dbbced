import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { Card } from './Card';
import styles from './PlotCard.module.css';

export interface PlotTable {
  head: string[];
  rows: (string | number)[][];
}

interface Props {
  title: string;
  note?: ReactNode;
  /** The same numbers to read, behind "T". */
  table: PlotTable;
  children: ReactNode;
  className?: string;
}

/** A plot in a card, with its table behind the key T. */
export function PlotCard({ title, note, table, children, className }: Props) {
  const [asTable, setAsTable] = useState(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() === 't' && !event.ctrlKey && !event.metaKey) setAsTable((shown) => !shown);
  };
  const button = table.rows.length > 0 && (
    <button
      type="button"
      className={styles.key}
      aria-pressed={asTable}
      aria-label={`${title} as a table`}
      title="As a table"
      onClick={() => setAsTable((shown) => !shown)}
      onKeyDown={onKeyDown}
    >
      T
    </button>
  );
  return (
    <Card
      title={title}
      note={note}
      action={button}
      className={[styles.plot, className].filter(Boolean).join(' ')}
    >
      {asTable ? <NumberTable {...table} /> : children}
    </Card>
  );
}

function NumberTable({ head, rows }: PlotTable) {
  return (
    <div className={styles.scroll}>
      <table className="gyre-table">
        <thead>
          <tr>
            {head.map((name, i) => (
              <th key={name} className={i ? 'number' : undefined} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join('|')}>
              {row.map((cell, i) => (
                <td key={head[i]} className={i ? 'number' : undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
