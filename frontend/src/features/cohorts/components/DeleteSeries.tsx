import { useState } from 'react';
import type { Schema } from '@/api/types';
import { counted } from '@/lib/numbers';
import { ConfirmDialog, Failed, QuietButton, toast } from '@/ui';
import { useDeleteSeries } from '../uploading';

type Series = Schema<'Series'>;

/** Takes a series out of the archive. Refused, with the reason, where work hangs from it. */
export function DeleteSeries({ slug, series }: { slug: string; series: Series }) {
  const [asking, setAsking] = useState(false);
  const deleting = useDeleteSeries(slug);
  const name = seriesName(series);
  const close = () => {
    setAsking(false);
    deleting.reset();
  };
  // The row is gone before a callback of its own could run.
  const confirm = () =>
    deleting.mutateAsync(series.id).then(
      () => toast(`Deleted ${name}.`),
      () => {},
    );
  return (
    <>
      <QuietButton size="compact-sm" aria-label={`Delete ${name}`} onClick={() => setAsking(true)}>
        Delete
      </QuietButton>
      <ConfirmDialog
        opened={asking}
        title={`Delete ${name}?`}
        confirm={`Delete ${counted(series.instances, 'file')}`}
        danger
        busy={deleting.isPending}
        onConfirm={() => void confirm()}
        onClose={close}
      >
        <p>
          {counted(series.instances, 'file')} of it leave Gyre and cannot be brought back from here. Files
          that another project holds too stay there.
        </p>
        {deleting.error && <Failed error={deleting.error} kept="The series stays as it was." />}
      </ConfirmDialog>
    </>
  );
}

export const seriesName = (series: Series): string =>
  series.series_description || series.study_description || `series ${series.id}`;
