import { Menu } from '@mantine/core';
import { IconChevronDown, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { CaseRow } from '@/api/types';
import { count, counted } from '@/lib/numbers';
import { EmptyState, QuietButton } from '@/ui';
import { type CasePage, PAGE_SIZE } from '../api';
import styles from '../Cohorts.module.css';
import { POOL } from '../logic/chips';
import { lockedIn } from '../logic/stages';
import { CaseTable } from './CaseTable';
import type { List } from './SearchScans';

interface Props {
  page: CasePage;
  list: List;
  onPreview: (row: CaseRow) => void;
  onUpload: () => void;
}

/** Count and order, the table, the pages. */
export function Results({ page, list, onPreview, onUpload }: Props) {
  if (page.count === 0) return <Nothing list={list} onUpload={onUpload} />;
  return (
    <>
      <Summary page={page} list={list} />
      <CaseTable
        rows={page.results}
        selection={list.selection}
        current={list.current}
        onCurrent={list.setCurrent}
        onPreview={onPreview}
      />
      <Pages page={page} list={list} />
    </>
  );
}

function Nothing({ list, onUpload }: { list: List; onUpload: () => void }) {
  const asked = list.chips.length > 0;
  const pool = list.chips.length === 1 && list.chips[0]?.value === POOL.value;
  return (
    <div style={{ padding: '0 var(--s-4)' }}>
      <EmptyState
        sentence={sentenceFor(asked, pool)}
        action={
          asked ? (
            <QuietButton onClick={() => list.ask([])}>
              {pool ? 'Show all scans' : 'Clear the search'}
            </QuietButton>
          ) : (
            <QuietButton onClick={onUpload}>Upload scans</QuietButton>
          )
        }
      />
    </div>
  );
}

function sentenceFor(asked: boolean, pool: boolean): string {
  if (pool)
    return 'Nothing is left in the pool: every scan is assigned, approved or excluded, or none came yet.';
  return asked ? 'No scan has all of these attributes.' : 'The scans of this project will be here.';
}

function Summary({ page, list }: { page: CasePage; list: List }) {
  const locked = lockedIn(page.results);
  const chosen = list.selection.ids.length;
  return (
    <div className={styles.summary}>
      <b className="num">
        {count(chosen)} of {counted(page.count, 'scan')} selected
      </b>
      <button
        type="button"
        className={styles.link}
        onClick={() => (chosen ? list.selection.clear() : void list.selectAll())}
      >
        {chosen ? 'Select none' : 'Select all'}
      </button>
      {locked && <span className="small t2 ellipsis">locked on this page: {locked}</span>}
      <span className="grow" />
      <SortMenu sort={list.search.sort} onSort={list.sort} />
    </div>
  );
}

const SORTS: Record<string, string> = {
  '-score': 'score',
  number: 'number',
  '-study_date': 'study date',
  state: 'stage',
  '-changed': 'last change',
  slice_thickness: 'slice thickness',
};

function SortMenu({ sort, onSort }: { sort: string; onSort: (sort: string) => void }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button
          type="button"
          className={styles.link}
          style={{ color: 'var(--text-2)', whiteSpace: 'nowrap' }}
        >
          Sorted by {SORTS[sort] ?? sort}{' '}
          <IconChevronDown size={14} stroke={1.75} style={{ verticalAlign: -3 }} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {Object.entries(SORTS).map(([value, name]) => (
          <Menu.Item key={value} onClick={() => onSort(value)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Pages({ page, list }: { page: CasePage; list: List }) {
  const pages = Math.max(1, Math.ceil(page.count / PAGE_SIZE));
  const first = list.page * PAGE_SIZE + 1;
  return (
    <div className={styles.foot}>
      <span className="num">
        {count(first)} to {count(first + page.results.length - 1)} of {count(page.count)}
      </span>
      <span className="grow" />
      <button
        type="button"
        className={styles.icon}
        aria-label="Page before"
        disabled={list.page === 0}
        onClick={() => list.setPage(list.page - 1)}
      >
        <IconChevronLeft size={14} stroke={1.75} aria-hidden />
      </button>
      <span className="num">
        Page {list.page + 1} of {pages}
      </span>
      <button
        type="button"
        className={styles.icon}
        aria-label="Page after"
        disabled={list.page + 1 >= pages}
        onClick={() => list.setPage(list.page + 1)}
      >
        <IconChevronRight size={14} stroke={1.75} aria-hidden />
      </button>
    </div>
  );
}
