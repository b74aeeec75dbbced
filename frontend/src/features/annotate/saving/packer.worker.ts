import { gzip, sha256Hex } from '@/lib/bytes';
import { packSlices, type SlicePatch } from './patch';

export interface PackedMask {
  /** Hex, of the raw bytes. */
  sha256: string;
  body: Uint8Array;
}

export type Job = { kind: 'slices'; patch: SlicePatch } | { kind: 'mask'; mask: Uint8Array };
export type Result = { id: number; packed: Uint8Array | PackedMask } | { id: number; failed: string };

async function work(job: Job): Promise<Uint8Array | PackedMask> {
  if (job.kind === 'slices') return packSlices(job.patch);
  const [sha256, body] = await Promise.all([sha256Hex(job.mask), gzip(job.mask)]);
  return { sha256, body };
}

self.onmessage = async ({ data }: MessageEvent<{ id: number; job: Job }>) => {
  const { id, job } = data;
  try {
    const packed = await work(job);
    const bytes = packed instanceof Uint8Array ? packed : packed.body;
    self.postMessage({ id, packed } satisfies Result, { transfer: [bytes.buffer] });
  } catch (error) {
    const failed = error instanceof Error ? error.message : String(error);
    self.postMessage({ id, failed } satisfies Result);
  }
};
