import { type ReactNode, useRef } from 'react';
import type { PacsLink } from '@/api/pacs';
import type { ProjectDetail } from '@/api/types';
import { Card } from '@/ui';
import styles from '../Cohorts.module.css';
import { PACS_ATTRIBUTES } from '../pacs/attributes';
import { useRemoteList } from '../pacs/useRemoteList';
import { PullCard } from './PullCard';
import { PullsCard } from './PullsCard';
import { QueryLine } from './QueryLine';
import { RemoteResults } from './RemoteResults';
import { useListKeys } from './useListKeys';

interface Props {
  project: ProjectDetail;
  pacs: PacsLink['pacs'];
  source: ReactNode;
  onSource: () => void;
}

/** Finds series in a PACS and pulls the chosen ones into a cohort. */
export function SearchPacs({ project, pacs, source, onSource }: Props) {
  const list = useRemoteList(project.slug, pacs.id);
  const field = useRef<HTMLInputElement>(null);
  const submit = useRef<HTMLButtonElement>(null);
  useListKeys({
    move: list.move,
    toggle: () => list.row && list.selection.toggle(list.row),
    all: () => list.selection.setAll(list.rows),
    source: onSource,
    search: () => field.current?.focus(),
    submit: () => submit.current?.click(),
  });
  return (
    <div className={styles.split}>
      <Card className={styles.results} aria-label="Search">
        <QueryLine
          chips={list.chips}
          onChange={list.ask}
          field={field}
          attributes={PACS_ATTRIBUTES}
          placeholder={`Ask ${pacs.name}, e.g. PatientID = 4711`}
          before={source}
        />
        <RemoteResults list={list} pacs={pacs.name} />
      </Card>
      <div className={styles.sidebar}>
        <PullCard project={project} pacs={pacs.id} selection={list.selection} submit={submit} />
        <PullsCard slug={project.slug} />
      </div>
    </div>
  );
}
