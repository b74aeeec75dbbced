import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { Problem } from '@/api/problem';
import { counted } from '@/lib/numbers';
import { EmptyState, Failed, Loaded, ProblemNotice, QuietButton } from '@/ui';
import styles from '../Cohorts.module.css';
import type { RemoteSeries } from '../pacs/api';
import { isHere } from '../pacs/pulls';
import type { RemoteList } from '../pacs/useRemoteList';
import { RemoteTable } from './RemoteTable';

/** What the PACS answered: its series, nothing, or why it did not. */
export function RemoteResults({ list, pacs }: { list: RemoteList; pacs: string }) {
  if (list.chips.length === 0)
    return (
      <div className={styles.inset}>
        <EmptyState
          sentence={`Name a patient, a date or a description: what ${pacs} has of it will be here. Nothing is fetched until you pull it.`}
        />
      </div>
    );
  if (list.found.error)
    return (
      <div className={styles.inset}>
        <NoAnswer error={list.found.error} retry={list.found.refetch} />
      </div>
    );
  return (
    <Loaded query={list.found} label={`${pacs} is searching`}>
      {({ rows }) => (rows.length ? <Found list={list} rows={rows} /> : <Nothing list={list} pacs={pacs} />)}
    </Loaded>
  );
}

/** The PACS is not ours: what went wrong there is told in the server's words, and what is left untouched here. */
function NoAnswer({ error, retry }: { error: unknown; retry: () => unknown }) {
  if (!(error instanceof Problem && error.status >= 500)) return <Failed error={error} retry={retry} />;
  return (
    <ProblemNotice
      happened={error.message}
      kept="Your search stays; nothing was pulled."
      code={error.code}
      todo={
        <>
          <span>Try again. If it stays, an admin can check the connection in Admin, Archive.</span>
          <QuietButton onClick={() => void retry()}>Try again</QuietButton>
        </>
      }
    />
  );
}

function Nothing({ list, pacs }: { list: RemoteList; pacs: string }) {
  const { before } = list;
  return (
    <div className={styles.inset}>
      <EmptyState
        sentence={
          before
            ? `${pacs} has no more of it.`
            : `${pacs} has no series with all of these attributes. Wildcards are * and ?.`
        }
        action={
          <QuietButton onClick={before ?? (() => list.ask([]))}>
            {before ? 'Page before' : 'Clear the search'}
          </QuietButton>
        }
      />
    </div>
  );
}

function Found({ list, rows }: { list: RemoteList; rows: RemoteSeries[] }) {
  const chosen = list.selection.series.length;
  const here = rows.filter(isHere).length;
  return (
    <>
      <div className={styles.summary}>
        <b className="num">{chosen} selected</b>
        <button
          type="button"
          className={styles.link}
          onClick={() => (chosen ? list.selection.clear() : list.selection.setAll(rows))}
        >
          {chosen ? 'Select none' : 'Select this page'}
        </button>
        {here > 0 && (
          <span className="small t2 ellipsis">
            {counted(here, 'series', 'series')} of this page in Gyre already
          </span>
        )}
      </div>
      <RemoteTable list={list} rows={rows} />
      <Pages list={list} rows={rows} />
    </>
  );
}

/** A PACS does not say how many there are, only whether a page follows. */
function Pages({ list, rows }: { list: RemoteList; rows: RemoteSeries[] }) {
  return (
    <div className={styles.foot}>
      <span className="num">{counted(rows.length, 'series', 'series')} on this page</span>
      <span className="grow" />
      <button
        type="button"
        className={styles.icon}
        aria-label="Page before"
        disabled={!list.before}
        onClick={list.before}
      >
        <IconChevronLeft size={14} stroke={1.75} aria-hidden />
      </button>
      <span className="num">Page {list.page}</span>
      <button
        type="button"
        className={styles.icon}
        aria-label="Page after"
        disabled={!list.after}
        onClick={list.after}
      >
        <IconChevronRight size={14} stroke={1.75} aria-hidden />
      </button>
    </div>
  );
}
