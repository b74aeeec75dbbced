import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { refreshProject } from '@/api/shared';
import { type Sent, type Upload, uploadScans } from '../uploading';

export interface UploadState {
  phase: 'idle' | 'sending' | 'done' | 'failed';
  files: number;
  bytes: number;
  sent: Sent | null;
  startedAt: number;
  result: Upload | null;
  error: unknown;
}

const IDLE: UploadState = {
  phase: 'idle',
  files: 0,
  bytes: 0,
  sent: null,
  startedAt: 0,
  result: null,
  error: null,
};

/** One upload at a time, from the choice of files to the server's account of them. */
export function useUpload(slug: string) {
  const queries = useQueryClient();
  const [state, setState] = useState<UploadState>(IDLE);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);
  const start = (files: File[]) => {
    if (files.length === 0) return;
    const stop = new AbortController();
    abort.current = stop;
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    setState({ ...IDLE, phase: 'sending', files: files.length, bytes, startedAt: Date.now() });
    uploadScans(slug, files, (sent) => setState((old) => ({ ...old, sent })), stop.signal)
      .then((result) => setState((old) => ({ ...old, phase: 'done', result })))
      .catch((error: unknown) => {
        if (!stop.signal.aborted) setState((old) => ({ ...old, phase: 'failed', error }));
      })
      .finally(() => refreshProject(queries, slug));
  };
  const reset = () => {
    abort.current?.abort();
    setState(IDLE);
  };
  return { state, start, reset };
}

export type Uploading = ReturnType<typeof useUpload>;
