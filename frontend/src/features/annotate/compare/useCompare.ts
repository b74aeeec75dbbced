import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { answer, api } from '@/api/client';
import { toast } from '@/ui';
import {
  type Companion,
  granted,
  type Hanging,
  keepHanging,
  MOST_BESIDE,
  readHanging,
  wishFor,
} from './hanging';

const listSeries = (caseId: number): Promise<Companion[]> =>
  answer(api.GET('/api/cases/{case_id}/series', { params: { path: { case_id: caseId } } }));

/** Which series stand beside a case, and what is asked of them. */
export interface Compare {
  shown: readonly Companion[];
  /** All there are; undefined until they are known. */
  choices: readonly Companion[] | undefined;
  synced: boolean;
  /** The pane whose menu is open, by its place; null when none is. */
  menu: number | null;
  openMenu(position: number | null): void;
  toggle(): void;
  toggleSync(): void;
  /** Puts a series at a place: another in its stead, or one more. */
  put(position: number, companion: Companion): void;
  remove(position: number): void;
}

/** The series beside a case; what was chosen is wished for with the next one. */
export function useCompare(slug: string, caseId: number): Compare {
  const [hanging, setHanging] = useState(() => readHanging(slug));
  /** The series chosen by hand; null: those that the wishes give. */
  const [chosen, setChosen] = useState<readonly Companion[] | null>(null);
  const [menu, openMenu] = useState<number | null>(null);
  const list = useQuery({ queryKey: ['case', caseId, 'series'], queryFn: () => listSeries(caseId) });
  const choices = list.data;
  const wished = useMemo(() => granted(hanging.wishes, choices ?? []), [hanging.wishes, choices]);
  const shown = hanging.open ? (chosen ?? wished) : none;

  const keep = useCallback(
    (change: Partial<Hanging>) => {
      const next = { ...hanging, ...change };
      setHanging(next);
      keepHanging(slug, next);
    },
    [hanging, slug],
  );
  const show = (series: readonly Companion[]) => {
    setChosen(series);
    keep({ open: series.length > 0, ...(series.length > 0 && { wishes: series.map(wishFor) }) });
  };
  const toggle = () => {
    if (shown.length > 0) return keep({ open: false });
    if (!choices)
      return toast(list.error ? 'The other series could not be asked for.' : 'Looking for other series.');
    const first = choices[0];
    if (!first) return toast('The patient has no other series here.');
    const again = chosen?.length ? chosen : wished;
    show(again.length > 0 ? again : [first]);
  };
  return {
    shown,
    choices,
    synced: hanging.synced,
    menu: shown.length > 0 ? menu : null,
    openMenu,
    toggle,
    toggleSync: () => keep({ synced: !hanging.synced }),
    put: (position, companion) => {
      const next = [...shown];
      next[Math.min(position, MOST_BESIDE - 1)] = companion;
      show(next);
    },
    remove: (position) => show(shown.filter((_, at) => at !== position)),
  };
}

const none: readonly Companion[] = [];
