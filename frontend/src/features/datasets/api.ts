import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from '@/api/client';
import { refreshProject, rows, sharedKeys } from '@/api/shared';
import { POLL_MS } from '@/api/training';

export type FileFormat = 'nifti' | 'nnunet' | 'dicom_seg';

export interface SnapshotFile {
  format: FileFormat;
  state: 'queued' | 'ready' | 'failed';
  size: number;
  blob: string;
  error: string;
  created_at: string;
}

export interface SnapshotRow {
  id: number;
  number: number;
  name: string;
  case_count: number;
  patients: number;
  splits: Record<string, number>;
  leak_free: boolean;
  manifest_sha256: string;
  created_at: string;
  by: string | null;
  files: SnapshotFile[];
}

export interface SnapshotCase {
  case: string;
  case_id: number;
  split: string;
  patient: string;
  modality: string;
  revision: number;
  origin: string;
  mask_sha256: string;
  label_voxels: Record<string, number>;
}

export interface SnapshotDetail extends SnapshotRow {
  manifest: {
    labels: { value: number; name: string }[];
    cases: SnapshotCase[];
    leak_check: { patients: string[][]; series: string[][]; images: string[][]; clean: boolean };
  };
}

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
    queryFn: async () => rows(await get<SnapshotRow[]>(`/api/projects/${slug}/snapshots`)),
    refetchInterval: (query) => (writing(query.state.data) ? POLL_MS : false),
  });
}

export function useSnapshot(slug: string, id: number) {
  return useQuery({
    queryKey: datasetKeys.one(slug, id),
    queryFn: () => get<SnapshotDetail>(`/api/snapshots/${id}`),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useFreeze(slug: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => post<SnapshotRow>(`/api/projects/${slug}/snapshots`, { name }),
    onSuccess: () => refreshProject(queries, slug),
  });
}

export function useWriteFile(slug: string, snapshot: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (format: FileFormat) => post<SnapshotFile>(`/api/snapshots/${snapshot}/files`, { format }),
    onSettled: () => queries.invalidateQueries({ queryKey: datasetKeys.list(slug) }),
  });
}

export const fileAddress = (snapshot: number, format: FileFormat) => `/api/snapshots/${snapshot}/files/${format}`;
