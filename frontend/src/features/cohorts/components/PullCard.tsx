import { Autocomplete } from '@mantine/core';
import { type RefObject, useState } from 'react';
import { may } from '@/api/shared';
import type { ProjectDetail } from '@/api/types';
import { counted } from '@/lib/numbers';
import { Card, Failed, Field, PrimaryButton, toast } from '@/ui';
import { useCohorts } from '../api';
import { useStartPull } from '../pacs/api';
import { sizeOf } from '../pacs/pulls';
import type { RemoteSelection } from '../pacs/useRemoteSelection';

interface Props {
  project: ProjectDetail;
  pacs: number;
  selection: RemoteSelection;
  submit: RefObject<HTMLButtonElement | null>;
}

/** Sends the selected series for: they come in the background and stand in the named cohort. */
export function PullCard({ project, pacs, selection, submit }: Props) {
  const [name, setName] = useState('');
  const cohorts = useCohorts(project.slug);
  const pulling = useStartPull(project.slug);
  const chosen = selection.series.length;
  const known = cohorts.data?.find((one) => one.name === name.trim());
  const series = counted(chosen, 'series', 'series');
  const pull = () =>
    pulling.mutate(
      {
        pacs,
        cohort: known ? { id: known.id } : { name: name.trim() },
        series: selection.series.map(({ study_instance_uid, series_instance_uid }) => ({
          study_instance_uid,
          series_instance_uid,
        })),
      },
      {
        onSuccess: () => {
          toast(`${series} will come into ${name.trim()}.`);
          selection.clear();
        },
      },
    );
  return (
    <Card title="Pull into a cohort" note={chosen ? sizeOf(selection.series) : 'nothing selected'}>
      <Field name="Cohort">
        <Autocomplete
          value={name}
          maxLength={120}
          placeholder="A saved one, or a new name"
          data={(cohorts.data ?? []).map((one) => one.name)}
          onChange={setName}
          comboboxProps={{ shadow: 'none' }}
        />
      </Field>
      <p className="small t2" style={{ margin: 'var(--s-2) 0 var(--s-3)', minHeight: 16 }}>
        {cohortWords(name, known?.cases)}
      </p>
      <PrimaryButton
        ref={submit}
        keys="Ctrl Enter"
        fullWidth
        disabled={!chosen || !name.trim() || !may(project, 'upload')}
        busy={pulling.isPending}
        onClick={pull}
      >
        Pull {series}
      </PrimaryButton>
      {pulling.error && (
        <div style={{ marginTop: 'var(--s-3)' }}>
          <Failed error={pulling.error} kept="Nothing was asked for; the selection stays." />
        </div>
      )}
    </Card>
  );
}

function cohortWords(name: string, cases: number | undefined): string {
  if (!name.trim()) return 'Each whole volume becomes a case of this cohort.';
  return cases === undefined ? 'A new cohort of the pool.' : `It has ${counted(cases, 'case')} now.`;
}
