import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '@/api/client';
import { sharedKeys, useAct } from '@/api/shared';
import { POLL_MS } from '@/api/training';
import type { Schema } from '@/api/types';

export type FileFormat = Schema<'FormatEnum'>;
export type SnapshotFile = Schema<'SnapshotFile'>;
export type SnapshotRow = Schema<'Snapshot'>;

/** A line of the manifest: `labeling.export.manifest`. */
export interface SnapshotCase {
  case: string;
  case_id: number;
  split: string;
  patient: string;
  revision: number;
  origin: string;
  /** Of a mask. */
  mask_sha256?: string;
  label_voxels?: Record<string, number>;
  /** Of answers about findings. */
  answers_sha256?: string;
  answers?: Record<string, { state: string; boxes: unknown[] }>;
}

export interface Manifest {
  /** Of a project of masks; `findings` of one of findings. */
  labels?: { value: number; name: string }[];
  findings?: { key: string; name: string }[];
  cases: SnapshotCase[];
  leak_check: { patients: string[][]; series: string[][]; images: string[][]; clean: boolean };
}

export type SnapshotDetail = Omit<Schema<'SnapshotDetail'>, 'manifest'> & { manifest: Manifest };

export const datasetKeys = {
  list: (slug: string) => [...sharedKeys.project(slug), 'snapshots'] as const,
  one: (slug: string, id: number) => [...sharedKeys.project(slug), 'snapshots', id] as const,
};

const writing = (snapshots: SnapshotRow[] | undefined) =>
  snapshots?.some((one) => one.files.some((file) => file.state === 'queued')) ?? false;

/** Asked again every two seconds while a file is being written. */
export function useSnapshots(slug: string) {
  return useQuery({
    queryKey: datasetKeys.list(slug),
    queryFn: () => answer(api.GET('/api/projects/{slug}/snapshots', { params: { path: { slug } } })),
    refetchInterval: (query) => (writing(query.state.data) ? POLL_MS : false),
  });
}

export function useSnapshot(slug: string, id: number) {
  return useQuery({
    queryKey: datasetKeys.one(slug, id),
    queryFn: async () => {
      const path = { snapshot_id: id };
      return (await answer(api.GET('/api/snapshots/{snapshot_id}', { params: { path } }))) as SnapshotDetail;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export const useFreeze = (slug: string) =>
  useAct(slug, (name: string) =>
    answer(api.POST('/api/projects/{slug}/snapshots', { params: { path: { slug } }, body: { name } })),
  );

export function useWriteFile(slug: string, snapshot: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (format: FileFormat) =>
      answer(
        api.POST('/api/snapshots/{snapshot_id}/files', {
          params: { path: { snapshot_id: snapshot } },
          body: { format },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: datasetKeys.list(slug) }),
  });
}

export const fileAddress = (snapshot: number, format: FileFormat) =>
  `/api/snapshots/${snapshot}/files/${format}`;
