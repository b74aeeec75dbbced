import { Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { may } from '@/api/shared';
import type { CaseRow, ProjectDetail } from '@/api/types';
import { fixed } from '@/lib/numbers';
import { age, studyDate } from '@/lib/when';
import { DangerButton, Failed, Field, QuietButton, Thumb, toast } from '@/ui';
import { useExclude, useReopen } from '../api';
import styles from '../Cohorts.module.css';
import { stageOf } from '../logic/stages';

interface Props {
  project: ProjectDetail;
  row: CaseRow;
  onClose: () => void;
}

/** One scan close up: what it is, and taking it out of the project or back in. */
export function CasePreview({ project, row, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title={row.name} size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className="row" style={{ alignItems: 'flex-start', gap: 'var(--s-5)' }}>
        <Thumb src={row.thumbnail} alt={`Middle slice of ${row.name}`} width={224} height={224} />
        <div className="grow">
          <Facts row={row} />
          {may(project, 'manage') && <LeadActs project={project} row={row} onClose={onClose} />}
        </div>
      </div>
    </Modal>
  );
}

function Facts({ row }: { row: CaseRow }) {
  const facts: [string, string][] = [
    ['Stage', stageOf(row)],
    ['Split', row.split ?? ''],
    ['Study date', studyDate(row.study_date)],
    ['Modality', row.modality],
    ['Manufacturer', row.manufacturer],
    ['Model name', row.manufacturer_model_name],
    ['Series', row.series_description],
    [
      'Slices',
      [row.slices, row.slice_thickness && `${fixed(row.slice_thickness, 1)} mm`].filter(Boolean).join(', '),
    ],
    ['Sex, age', [row.patient_sex, age(row.patient_age)].filter(Boolean).join(' ')],
    ['Score', row.score === null ? '' : fixed(row.score, 2)],
    ['Flag', row.flagged],
    ['Excluded', row.excluded_reason],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) =>
        value ? (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}

function LeadActs({ project, row, onClose }: Props) {
  const [reason, setReason] = useState('');
  const excluding = useExclude(project.slug);
  const reopening = useReopen(project.slug);
  const done = (words: string) => ({
    onSuccess: () => {
      toast(words);
      onClose();
    },
  });
  const closed = row.state === 'excluded' || row.state === 'approved';
  const error = excluding.error ?? reopening.error;
  return (
    <div className={styles.end}>
      {row.state !== 'excluded' && (
        <div className="row" style={{ alignItems: 'flex-end' }}>
          <div className="grow">
            <Field name="Reason to exclude it">
              <TextInput
                value={reason}
                maxLength={200}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
            </Field>
          </div>
          <DangerButton
            disabled={!reason.trim() || excluding.isPending}
            onClick={() =>
              excluding.mutate({ id: row.id, reason: reason.trim() }, done(`${row.name} is excluded.`))
            }
          >
            Exclude
          </DangerButton>
        </div>
      )}
      {closed && (
        <QuietButton
          disabled={reopening.isPending}
          onClick={() => reopening.mutate(row.id, done(`${row.name} is open again.`))}
        >
          Reopen {row.name}
        </QuietButton>
      )}
      {error && <Failed error={error} kept={`${row.name} stays as it was.`} />}
    </div>
  );
}
