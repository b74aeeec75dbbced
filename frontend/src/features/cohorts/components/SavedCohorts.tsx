import type { UseQueryResult } from '@tanstack/react-query';
import { count } from '@/lib/numbers';
import { when } from '@/lib/when';
import { Card, EmptyState, Loaded, QuietButton } from '@/ui';
import type { Cohort } from '../api';
import styles from '../Cohorts.module.css';
import { chipValue } from '../logic/chips';

interface Props {
  cohorts: UseQueryResult<Cohort[]>;
  onOpen: (query: Record<string, string>) => void;
  onSearch: () => void;
}

/** Searches that were kept, each with the cases that it found then. */
export function SavedCohorts({ cohorts, onOpen, onSearch }: Props) {
  return (
    <Card title="Saved cohorts" note="the cases that each search found when it was saved">
      <Loaded query={cohorts} label="Loading the cohorts">
        {(list) =>
          list.length === 0 ? (
            <EmptyState
              sentence="A search that you save will be here, with the cases it found."
              action={<QuietButton onClick={onSearch}>Search scans</QuietButton>}
            />
          ) : (
            <CohortTable list={list} onOpen={onOpen} />
          )
        }
      </Loaded>
    </Card>
  );
}

function CohortTable({ list, onOpen }: { list: Cohort[]; onOpen: Props['onOpen'] }) {
  return (
    <table className="gyre-table">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Kind</th>
          <th scope="col">Search</th>
          <th scope="col" className="number">
            Cases
          </th>
          <th scope="col">Saved</th>
          <th scope="col" />
        </tr>
      </thead>
      <tbody>
        {list.map((cohort) => (
          <tr key={cohort.id}>
            <td>{cohort.name}</td>
            <td className="t2">{cohort.kind}</td>
            <td>
              <Query query={cohort.query as Record<string, string>} />
            </td>
            <td className="number">{count(cohort.cases)}</td>
            <td className="t2">{when(cohort.created_at)}</td>
            <td className="number">
              <QuietButton onClick={() => onOpen({ cohort: String(cohort.id) })}>Open its cases</QuietButton>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Query({ query }: { query: Record<string, string> }) {
  const chips = Object.entries(query);
  if (chips.length === 0) return <span className="t3">all scans</span>;
  return (
    <span className="row" style={{ gap: 'var(--s-1)' }}>
      {chips.map(([name, value]) => (
        <span key={name} className={styles.chip} style={{ paddingRight: 'var(--s-2)' }}>
          {name} <b>{chipValue({ name, value })}</b>
        </span>
      ))}
    </span>
  );
}
