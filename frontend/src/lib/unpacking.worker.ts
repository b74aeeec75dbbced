import { unpack } from './unpack';

export interface Asked {
  id: number;
  bytes: Uint8Array;
  expected: number | undefined;
}

export type Answered = { id: number; bytes: Uint8Array } | { id: number; problem: string };

self.onmessage = async ({ data: { id, bytes, expected } }: MessageEvent<Asked>) => {
  try {
    const whole = await unpack(bytes, expected);
    self.postMessage({ id, bytes: whole } satisfies Answered, { transfer: [whole.buffer] });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    self.postMessage({ id, problem } satisfies Answered);
  }
};
