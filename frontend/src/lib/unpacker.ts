import { unpack } from './unpack';
import type { Answered, Asked } from './unpacking.worker';

interface Waiting {
  resolve: (bytes: Uint8Array) => void;
  reject: (error: Error) => void;
}

const waiting = new Map<number, Waiting>();
let worker: Worker | null = null;
let asked = 0;
let ending: ReturnType<typeof setTimeout> | undefined;

/**
 * An idle worker is ended: its memory is collected by itself only when it works, so that each mask would leave some
 * megabytes behind.
 */
const IDLE_MS = 2000;

function start(): Worker | null {
  if (worker || typeof Worker === 'undefined') return worker;
  worker = new Worker(new URL('./unpacking.worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<Answered>) => {
    const one = waiting.get(data.id);
    waiting.delete(data.id);
    if ('bytes' in data) one?.resolve(data.bytes);
    else one?.reject(new RangeError(data.problem));
    if (waiting.size === 0) ending = setTimeout(end, IDLE_MS);
  };
  // It could not be started, or broke: what waits is said to have failed, and the next call starts another.
  worker.onerror = () => {
    worker = null;
    for (const one of waiting.values()) one.reject(new Error('The browser stopped unpacking.'));
    waiting.clear();
  };
  return worker;
}

function end(): void {
  worker?.terminate();
  worker = null;
}

/** Unpacks gzip away from the main thread; the bytes are given away. Throws RangeError as `unpack` does. */
export function gunzip(bytes: Uint8Array, expected?: number): Promise<Uint8Array> {
  const found = start();
  if (!found) return unpack(bytes, expected);
  clearTimeout(ending);
  asked += 1;
  const message: Asked = { id: asked, bytes, expected };
  return new Promise((resolve, reject) => {
    waiting.set(message.id, { resolve, reject });
    found.postMessage(message, [bytes.buffer]);
  });
}
