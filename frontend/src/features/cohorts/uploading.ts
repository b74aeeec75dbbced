import { answer, api, csrfHeader, refusal } from '@/api/client';
import { Unreachable } from '@/api/problem';
import { useAct } from '@/api/shared';
import type { Schema } from '@/api/types';
import { batches } from './logic/batches';

export type Upload = Schema<'Upload'>;

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
  let upload = await answer(api.POST('/api/projects/{slug}/uploads', { params: { path: { slug } } }));
  let bytes = 0;
  let count = 0;
  for (const batch of batches(files)) {
    signal.throwIfAborted();
    const size = batch.reduce((sum, file) => sum + file.size, 0);
    const before = { bytes, files: count, upload };
    upload = await sendBatch(upload.id, batch, signal, (part) =>
      onSent({ ...before, bytes: before.bytes + part * size }),
    );
    bytes += size;
    count += batch.length;
    onSent({ bytes, files: count, upload });
  }
  return answer(api.POST('/api/uploads/{upload_id}/finish', { params: { path: { upload_id: upload.id } } }));
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
      else fail(refusal(call.status, call.response));
    };
    call.onerror = () => fail(new Unreachable());
    call.onabort = () => fail(signal.reason);
    signal.addEventListener('abort', () => call.abort(), { once: true });
    call.send(form);
  });
}

/** Series of the project that form no volume, newest first, each with its reason. */
export const unusableSeries = (slug: string) =>
  answer(
    api.GET('/api/projects/{slug}/series', {
      params: { path: { slug }, query: { problem: true, page_size: 50 } },
    }),
  );

export const useDeleteSeries = (slug: string) =>
  useAct(slug, (id: number) =>
    answer(api.DELETE('/api/series/{series_id}', { params: { path: { series_id: id } } })),
  );
