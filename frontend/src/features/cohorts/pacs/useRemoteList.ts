import { useState } from 'react';
import type { Chip } from '../logic/chips';
import { usePacsSearch } from './api';
import { askedOf } from './attributes';
import { useRemoteSelection } from './useRemoteSelection';

/** The list's state. It lives in this tab only: neither address nor storage learns whom one looked for. */
export function useRemoteList(slug: string, pacs: number) {
  const [chips, setChips] = useState<Chip[]>([]);
  /** Where each page so far began, in studies; the last is the page in sight. */
  const [offsets, setOffsets] = useState([0]);
  const [current, setCurrent] = useState(0);
  const selection = useRemoteSelection();
  const found = usePacsSearch(slug, pacs, askedOf(chips), offsets[offsets.length - 1] ?? 0);
  const rows = chips.length ? (found.data?.rows ?? []) : [];
  const next = found.data?.next_offset ?? null;
  const turn = (to: number[]) => {
    setOffsets(to);
    setCurrent(0);
  };
  return {
    chips,
    found,
    rows,
    page: offsets.length,
    current,
    selection,
    row: rows[current],
    setCurrent,
    before: offsets.length > 1 ? () => turn(offsets.slice(0, -1)) : undefined,
    after: next === null || found.isPlaceholderData ? undefined : () => turn([...offsets, next]),
    ask: (asked: Chip[]) => {
      setChips(asked);
      turn([0]);
      selection.clear();
    },
    move: (by: number) => setCurrent((old) => Math.max(0, Math.min(rows.length - 1, old + by))),
  };
}

export type RemoteList = ReturnType<typeof useRemoteList>;
