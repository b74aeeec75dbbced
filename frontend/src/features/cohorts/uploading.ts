import { csrfHeader, get, post } from '@/api/client';
import { problemOf, Unreachable } from '@/api/problem';
import type { Page } from '@/api/types';
import { batches } from './logic/batches';

export interface Upload {
  id: number;
  state: 'open' | 'finished';
  stored: number;
  known: number;
  refused: number;
  problems: { file: string; code: string; message: string }[];
}

export interface SeriesRow {
  id: number;
  study_date: string;
  study_description: string;
  series_description: string;
  modality: string;
  instances: number;
  state: 'receiving' | 'ready' | 'unusable';
  problem_code: string;
  problem: string;
  created_at: string;
}

export interface Sent {
  bytes: number;
  files: number;
  upload: Upload;
}

/** Sends all files and ends the upload. `onSent` tells how far it is, at least after each request. */
export async function uploadScans(
  slug: string,
  files: File[],
  onSent: (sent: Sent) => void,
  signal: AbortSignal,
): Promise<Upload> {
  let upload = await post<Upload>(`/api/projects/${slug}/uploads`);
  let bytes = 0;
  let count = 0;
  for (const batch of batches(files)) {
    signal.throwIfAborted();
    const size = batch.reduce((sum, file) => sum + file.size, 0);
    const before = { bytes, files: count, upload };
    upload = await sendBatch(upload.id, batch, signal, (part) => onSent({ ...before, bytes: before.bytes + part * size }));
    bytes += size;
    count += batch.length;
    onSent({ bytes, files: count, upload });
  }
  return post<Upload>(`/api/uploads/${upload.id}/finish`);
}

/** One request. XMLHttpRequest, since only it tells how much of a body has been sent. */
function sendBatch(
  id: number,
  files: File[],
  signal: AbortSignal,
  onPart: (part: number) => void,
): Promise<Upload> {
  const form = new FormData();
  for (const file of files) form.append('file', file, file.name);
  return new Promise((done, fail) => {
    const call = new XMLHttpRequest();
    call.open('POST', `/api/uploads/${id}/files`);
    call.responseType = 'json';
    for (const [name, value] of Object.entries(csrfHeader())) call.setRequestHeader(name, value);
    call.upload.onprogress = (event) => event.lengthComputable && onPart(event.loaded / event.total);
    call.onload = () => {
      if (call.status < 300) done((call.response as { upload: Upload }).upload);
      else fail(problemOf(call.status, call.response));
    };
    call.onerror = () => fail(new Unreachable());
    call.onabort = () => fail(signal.reason);
    signal.addEventListener('abort', () => call.abort(), { once: true });
    call.send(form);
  });
}

/** Series of the project that form no volume, newest first, each with its reason. */
export const unusableSeries = (slug: string) =>
  get<Page<SeriesRow>>(`/api/projects/${slug}/series`, { problem: true, limit: 50 });
