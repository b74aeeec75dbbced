import { TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { counted } from '@/lib/numbers';
import { Card, Failed, Field, QuietButton, Segmented, toast } from '@/ui';
import { type CohortKind, type Search, useSaveCohort } from '../api';

interface Props {
  slug: string;
  search: Search;
  selected: number[];
}

const KINDS = [
  { value: 'pool' as const, label: 'Pool' },
  { value: 'holdout' as const, label: 'Holdout' },
  { value: 'gold' as const, label: 'Gold' },
];

/** Keeps the search and what it found, or what was selected of it. */
export function SaveCohortCard({ slug, search, selected }: Props) {
  const [name, setName] = useState('');
  const [kind, setKind] = useState<CohortKind>('pool');
  const saving = useSaveCohort(slug);
  const save = (event: FormEvent) => {
    event.preventDefault();
    const cases = selected.length ? selected : undefined;
    saving.mutate(
      { name: name.trim(), kind, query: search.query, cases },
      {
        onSuccess: (cohort) => {
          toast(`Saved ${cohort.name} with ${counted(cohort.cases, 'case')}.`);
          setName('');
        },
      },
    );
  };
  return (
    <Card
      title="Save as a cohort"
      note={selected.length ? counted(selected.length, 'case') : 'all that are found'}
    >
      <form onSubmit={save}>
        <Field name="Name">
          <TextInput value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={120} />
        </Field>
        <div className="row" style={{ marginTop: 'var(--s-3)' }}>
          <Segmented label="Kind" value={kind} onChange={setKind} options={KINDS} />
          <span className="grow" />
          <QuietButton type="submit" disabled={!name.trim() || saving.isPending}>
            Save
          </QuietButton>
        </div>
      </form>
      {saving.error && (
        <div style={{ marginTop: 'var(--s-3)' }}>
          <Failed error={saving.error} kept="The selection stays." />
        </div>
      )}
    </Card>
  );
}
