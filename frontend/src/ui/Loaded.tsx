import { type ReactNode, useEffect, useState } from 'react';
import { tell } from '@/api/problem';
import { ProblemNotice } from './ProblemNotice';
import { ProgressLine } from './ProgressLine';
import { QuietButton } from './QuietButton';

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

interface Props<T> {
  query: Asked<T>;
  /** "Loading the cases" */
  label: string;
  children: (data: T) => ReactNode;
}

/** What was asked for, or its place: nothing under 400 ms, then a bar; an error with a way on. */
export function Loaded<T>({ query, label, children }: Props<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Failed error={query.error} retry={query.refetch} />;
  return <Waiting label={label} />;
}

/** Any error of a call, in the place where its result would have been. */
export function Failed({ error, kept, retry }: { error: unknown; kept?: string; retry?: () => unknown }) {
  const told = tell(error);
  return (
    <ProblemNotice
      happened={told.happened}
      kept={kept}
      code={told.code}
      todo={
        <>
          <span>{told.todo}</span>
          {retry && <QuietButton onClick={() => void retry()}>Try again</QuietButton>}
        </>
      }
    />
  );
}

function Waiting({ label }: { label: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 400);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div style={{ minHeight: 48 }}>{late && <ProgressLine fraction={null} label={label} text={label} />}</div>
  );
}
