/** The editor's calls. Masks travel as gzip bytes, everything else as JSON. */
import { answer, api, csrfHeader, refusal } from '@/api/client';
import { Problem, Unreachable } from '@/api/problem';
import type { components } from '@/api/schema';
import { gunzip } from '@/lib/bytes';
import type { Index } from '@/viewer';
import { take, type Volume } from './ahead/volumes';
import { packer } from './saving/packing';
import type { SlicePatch } from './saving/patch';

type Schemas = components['schemas'];
export type Opened = Schemas['Annotation'];
export type CaseDetail = Schemas['CaseDetail'];
export type Comment = Schemas['Comment'];
export type Checks = Schemas['Checks'];
export type Finding = Schemas['Finding'];

export interface Saved {
  version: number;
  saved_at: string;
}

export interface Submitted {
  revision_id: number;
  number: number;
  /** Of a read: the case that comes next. */
  next_assignment_id?: number | null;
  /** Of a correction or merge: whether the author's own signature was enough. */
  approved?: boolean;
  /** Of a correction or merge: voxels that no reader drew. */
  own_voxels?: number;
}

/** What browsers let a closing page send in all is 64 KiB. */
const KEEPALIVE_BYTES = 60_000;

/** What each changing call carries: which version it builds on, and which window speaks. */
export interface Edit {
  version: number;
  leaseToken: string;
  activeSeconds: number;
}

export const openAssignment = (id: number): Promise<Opened> =>
  answer(api.POST('/api/assignments/{assignment_id}/open', { params: { path: { assignment_id: id } } }));

/** A working copy again, whatever it was opened for; this window takes its lease. */
export const openAnnotation = (id: number): Promise<Opened> =>
  answer(api.POST('/api/annotations/{annotation_id}/open', { params: { path: { annotation_id: id } } }));

/** Takes back what was handed in, as long as nobody has reviewed it. */
export const reopenSubmission = (id: number) =>
  answer(api.POST('/api/assignments/{assignment_id}/reopen', { params: { path: { assignment_id: id } } }));

export const getChecks = (annotation: number): Promise<Checks> =>
  answer(
    api.GET('/api/annotations/{annotation_id}/checks', { params: { path: { annotation_id: annotation } } }),
  );

/** The assignment that comes next in a project; null when nothing is left. */
export const nextAssignment = async (slug: string): Promise<number | null> => {
  const work = await answer(api.GET('/api/work', { params: { query: { project: slug } } }));
  return work.next?.assignment_id ?? null;
};

export const skipAssignment = (id: number, reason: string) =>
  answer(
    api.POST('/api/assignments/{assignment_id}/skip', {
      params: { path: { assignment_id: id } },
      body: { reason },
    }),
  );

export const flagAssignment = (id: number, note: string) =>
  answer(
    api.POST('/api/assignments/{assignment_id}/flag', {
      params: { path: { assignment_id: id } },
      body: { note },
    }),
  );

export const heartbeat = (annotation: number, leaseToken: string) =>
  answer(
    api.POST('/api/annotations/{annotation_id}/heartbeat', {
      params: { path: { annotation_id: annotation }, header: { 'X-Lease-Token': leaseToken } },
    }),
  );

export const listComments = (caseId: number): Promise<Comment[]> =>
  answer(api.GET('/api/cases/{case_id}/comments', { params: { path: { case_id: caseId } } }));

export const addComment = (caseId: number, text: string, index: Index) =>
  answer(
    api.POST('/api/cases/{case_id}/comments', {
      params: { path: { case_id: caseId } },
      body: { text, z: index[0], index: [...index] },
    }),
  );

export const resolveComment = (id: number) =>
  answer(api.POST('/api/comments/{comment_id}/resolve', { params: { path: { comment_id: id } } }));

export const reopenComment = (id: number) =>
  answer(api.POST('/api/comments/{comment_id}/reopen', { params: { path: { comment_id: id } } }));

/** A mask or a map of `length` voxels, with the version it has. */
export async function fetchVolume(path: string, length: number): Promise<Volume> {
  const ahead = await take(path)?.catch(() => null);
  if (ahead) return ahead;
  const response = await bytesCall(path, { method: 'GET' });
  const data = await gunzip(new Uint8Array(await response.arrayBuffer()), length);
  const version = /v(\d+)/.exec(response.headers.get('ETag') ?? '')?.[1];
  return { data, version: Number(version ?? 0) };
}

export const maskPath = (annotation: number) => `/api/annotations/${annotation}/mask`;
export const draftMaskPath = (draft: number) => `/api/drafts/${draft}/mask`;
export const uncertaintyPath = (draft: number) => `/api/drafts/${draft}/uncertainty`;

/** What Work would offer after this assignment; its lease is not touched. */
export async function nextInWork(
  slug: string,
  current: number,
): Promise<{ assignment: number; caseId: number } | null> {
  const { next } = await answer(api.GET('/api/work', { params: { query: { project: slug } } }));
  return next && next.assignment_id !== current
    ? { assignment: next.assignment_id, caseId: next.case.id }
    : null;
}

export const caseDetail = (id: number): Promise<CaseDetail> =>
  answer(api.GET('/api/cases/{case_id}', { params: { path: { case_id: id } } }));

/** Takes the planes' bytes over. */
export async function saveSlices(annotation: number, edit: Edit, patch: SlicePatch): Promise<Saved> {
  const body = await packer.slices(patch);
  const response = await bytesCall(`/api/annotations/${annotation}/slices`, {
    method: 'PATCH',
    headers: editHeaders(edit),
    body: body as BodyInit,
    // A page that is being closed may still send this much.
    keepalive: document.visibilityState === 'hidden' && body.length < KEEPALIVE_BYTES,
  });
  return (await response.json()) as Saved;
}

/** A read. */
export const submitMask = (annotation: number, edit: Edit, mask: Uint8Array) =>
  sendMask(`/api/annotations/${annotation}/submit`, edit, mask);

/** A correction or merge. */
export const handInMask = (annotation: number, edit: Edit, mask: Uint8Array) =>
  sendMask(`/api/annotations/${annotation}/hand-in`, edit, mask);

/** Takes the mask's bytes over. */
async function sendMask(path: string, edit: Edit, mask: Uint8Array): Promise<Submitted> {
  const { sha256, body } = await packer.mask(mask);
  const response = await bytesCall(path, {
    method: 'POST',
    headers: { ...editHeaders(edit), 'X-Mask-SHA256': sha256 },
    body: body as BodyInit,
  });
  return (await response.json()) as Submitted;
}

function editHeaders(edit: Edit): Record<string, string> {
  return {
    'Content-Type': 'application/octet-stream',
    'If-Match': `"v${edit.version}"`,
    'X-Lease-Token': edit.leaseToken,
    'X-Active-Seconds': String(Math.round(edit.activeSeconds)),
  };
}

/** A call whose body or answer is bytes. Throws `Problem` for an error answer, `Unreachable` for none. */
async function bytesCall(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      ...init,
      credentials: 'same-origin',
      headers: { ...csrfHeader(), ...init.headers },
    });
  } catch {
    throw new Unreachable();
  }
  if (response.ok) return response;
  const isJson = response.headers.get('Content-Type')?.includes('json');
  throw refusal(response.status, isJson ? await response.json() : null);
}

/** Whether trying again later can help: no answer, or a server that is busy or restarting. */
export function isPassing(error: unknown): boolean {
  if (error instanceof Unreachable) return true;
  return error instanceof Problem && (error.status >= 500 || error.status === 429);
}
