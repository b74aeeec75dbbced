import { gzip, sha256Hex } from '@/lib/bytes';
import type { Job, PackedMask, Result } from './packer.worker';
import { packSlices, type SlicePatch } from './patch';

interface Waiting {
  resolve: (result: never) => void;
  reject: (error: Error) => void;
}

/**
 * An idle worker is ended: its memory is collected by itself only when it works, so that each mask that was handed in
 * would leave some megabytes behind.
 */
const IDLE_MS = 2000;

/**
 * Compressing and hashing, in a worker of their own: a mask of 78 MB takes seconds of a processor, and the hand goes on
 * drawing meanwhile. The main thread only copies what is sent. Where workers are withheld it works here instead.
 */
class Packer {
  #worker: Worker | null = null;
  #broken = typeof Worker === 'undefined';
  #ending: ReturnType<typeof setTimeout> | undefined;
  #next = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** Takes the planes' bytes over: they are not to be used afterwards. */
  slices(patch: SlicePatch): Promise<Uint8Array> {
    if (this.#broken) return packSlices(patch);
    return this.#ask({ kind: 'slices', patch }, [...patch.planes.values()]);
  }

  /** Takes the mask's bytes over: they are not to be used afterwards. */
  async mask(mask: Uint8Array): Promise<PackedMask> {
    if (!this.#broken) return this.#ask({ kind: 'mask', mask }, [mask]);
    const [sha256, body] = await Promise.all([sha256Hex(mask), gzip(mask)]);
    return { sha256, body };
  }

  #ask<T>(job: Job, bytes: readonly Uint8Array[]): Promise<T> {
    const worker = this.#start();
    this.#next += 1;
    const id = this.#next;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage(
        { id, job },
        bytes.map((each) => each.buffer),
      );
    });
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  #start(): Worker {
    clearTimeout(this.#ending);
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./packer.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<Result>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('failed' in data) waiting?.reject(new RangeError(data.failed));
      else waiting?.resolve(data.packed as never);
      if (this.#waiting.size === 0) this.#ending = setTimeout(() => this.#end(), IDLE_MS);
    };
    worker.onerror = () => {
      this.#broken = true;
      for (const { reject } of this.#waiting.values()) reject(new Error('The packer could not start.'));
      this.#waiting.clear();
    };
    this.#worker = worker;
    return worker;
  }
}

export const packer = new Packer();
