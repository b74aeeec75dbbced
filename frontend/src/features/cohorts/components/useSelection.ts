import { useState } from 'react';
import type { CaseRow } from '@/api/types';
import { assignable } from '../logic/stages';

export interface Selection {
  ids: number[];
  has: (id: number) => boolean;
  toggle: (row: CaseRow) => void;
  setAll: (rows: CaseRow[]) => void;
  clear: () => void;
}

/** Which cases are checked, in the order of the list they were checked in. Locked ones never are. */
export function useSelection(): Selection {
  const [ids, setIds] = useState<number[]>([]);
  return {
    ids,
    has: (id) => ids.includes(id),
    toggle: (row) => {
      if (!assignable(row)) return;
      setIds((old) => (old.includes(row.id) ? old.filter((id) => id !== row.id) : [...old, row.id]));
    },
    setAll: (rows) => setIds(rows.filter(assignable).map((row) => row.id)),
    clear: () => setIds([]),
  };
}
