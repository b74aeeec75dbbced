import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { may } from '@/api/shared';
import type { CaseRow, ProjectDetail } from '@/api/types';
import { Card, Loaded } from '@/ui';
import { allCases, cohortKeys, type Search, useCases } from '../api';
import styles from '../Cohorts.module.css';
import { type Chip, chipsOf, queryOf, splitPrivate } from '../logic/chips';
import { AssignCard } from './AssignCard';
import { CasePreview } from './CasePreview';
import { QueryLine } from './QueryLine';
import { Results } from './Results';
import { SaveCohortCard } from './SaveCohortCard';
import { useListKeys } from './useListKeys';
import { useSelection } from './useSelection';

interface Props {
  project: ProjectDetail;
  onUpload: () => void;
  /** The choice of where to search, and its key. */
  source: ReactNode;
  onSource: () => void;
}

/** Find scans, select, save them as a cohort, give them to readers. The search is in the address, but for who a patient is. */
export function SearchScans({ project, onUpload, source, onSource }: Props) {
  const list = useList(project.slug);
  const { selection, search, chips } = list;
  const [preview, setPreview] = useState<CaseRow | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const firstShare = useRef<HTMLInputElement>(null);
  const submit = useRef<HTMLButtonElement>(null);
  useListKeys({
    move: list.move,
    toggle: () => list.row && selection.toggle(list.row),
    all: () => void list.selectAll(),
    preview: () => list.row && setPreview(list.row),
    assign: () => firstShare.current?.select(),
    source: onSource,
    search: () => field.current?.focus(),
    submit: () => submit.current?.click(),
  });
  return (
    <div className={styles.split}>
      <Card className={styles.results} aria-label="Search">
        <QueryLine chips={chips} onChange={list.ask} field={field} before={source} />
        <Loaded query={list.cases} label="Searching the scans">
          {(page) => <Results page={page} list={list} onPreview={setPreview} onUpload={onUpload} />}
        </Loaded>
      </Card>
      {may(project, 'manage') && (
        <div className={styles.sidebar}>
          <SaveCohortCard slug={project.slug} search={search} selected={selection.ids} />
          <AssignCard
            project={project}
            selection={selection}
            firstShare={firstShare}
            submit={submit}
            key={selection.ids.length === 0 ? 'none' : 'some'}
          />
        </div>
      )}
      {preview && <CasePreview project={project} row={preview} onClose={() => setPreview(null)} />}
    </div>
  );
}

/** The list's state: what is asked, which page, which row is current, which are selected. */
export function useList(slug: string) {
  const [params, setParams] = useSearchParams();
  const [page, setPage] = useState(0);
  const [current, setCurrent] = useState(0);
  const selection = useSelection();
  const queries = useQueryClient();
  const [hidden, setHidden] = useState<Chip[]>([]);
  const chips = [...chipsOf(params), ...hidden];
  const search: Search = { query: queryOf(chips), sort: params.get('sort') ?? '-score' };
  const cases = useCases(slug, search, page);
  const rows = cases.data?.results ?? [];
  const go = (next: { chips?: Chip[]; sort?: string }) => {
    setPage(0);
    setCurrent(0);
    const split = splitPrivate(next.chips ?? chips);
    setHidden(split.hidden);
    setParams({ ...queryOf(split.open), sort: next.sort ?? search.sort });
  };
  return {
    cases,
    chips,
    search,
    page,
    current,
    selection,
    row: rows[current],
    setPage: (to: number) => {
      setPage(to);
      setCurrent(0);
    },
    setCurrent,
    ask: (asked: Chip[]) => {
      selection.clear();
      go({ chips: asked });
    },
    sort: (sort: string) => go({ sort }),
    move: (by: number) => setCurrent((old) => Math.max(0, Math.min(rows.length - 1, old + by))),
    selectAll: async () => {
      const found = await queries.fetchQuery({
        queryKey: cohortKeys.allCases(slug, search),
        queryFn: () => allCases(slug, search),
      });
      selection.setAll(found);
    },
  };
}

export type List = ReturnType<typeof useList>;
