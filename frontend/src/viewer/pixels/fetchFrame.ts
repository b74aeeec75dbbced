import { FrameProblem } from './stored';

export interface Frame {
  bytes: Uint8Array;
  /** The UID that the answer names; explicit little endian where it names none. */
  transferSyntax: string;
}

/** The server's answer to the request of a frame was no frame. */
export class FrameRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`The server answered ${status}.`);
    this.status = status;
  }
}

const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const ACCEPT =
  'application/octet-stream; transfer-syntax=*, multipart/related; type="application/octet-stream"; transfer-syntax=*';

/** One frame as the server has it. Throws FrameRefused, FrameProblem, or what `fetch` throws. */
export async function fetchFrame(
  address: string,
  { signal, urgent }: { signal: AbortSignal; urgent: boolean },
): Promise<Frame> {
  const response = await fetch(address, {
    headers: { Accept: ACCEPT },
    credentials: 'same-origin',
    signal,
    priority: urgent ? 'high' : 'low',
  });
  if (!response.ok) throw new FrameRefused(response.status);
  const type = response.headers.get('Content-Type') ?? '';
  const body = new Uint8Array(await response.arrayBuffer());
  if (!type.startsWith('multipart/')) return { bytes: body, transferSyntax: syntaxOf(type) };
  const part = firstPart(body, type);
  return { bytes: part.bytes, transferSyntax: syntaxOf(part.type) };
}

const syntaxOf = (type: string): string =>
  /transfer-syntax="?([\d.]+)/.exec(type)?.[1] ?? EXPLICIT_LITTLE_ENDIAN;

/** The first part of a multipart body, as a view on it. */
function firstPart(body: Uint8Array, type: string): { bytes: Uint8Array; type: string } {
  const boundary = /boundary="?([^";]+)/.exec(type)?.[1] ?? '';
  const head = new TextDecoder('latin1').decode(body.subarray(0, 2048));
  const start = head.indexOf('\r\n\r\n');
  const closing = new TextEncoder().encode(`\r\n--${boundary}`);
  if (!boundary || start < 0) throw new FrameProblem('What came is no multipart answer.');
  const end = lastIndexOf(body, closing);
  if (end < start + 4) throw new FrameProblem('The answer ends inside the frame.');
  return { bytes: body.subarray(start + 4, end), type: /content-type:([^\r]*)/i.exec(head)?.[1] ?? '' };
}

/** Where some bytes stand last: the closing boundary is near the end, so little is looked at. */
function lastIndexOf(body: Uint8Array, wanted: Uint8Array): number {
  for (let at = body.length - wanted.length; at >= 0; at--) {
    if (wanted.every((byte, i) => body[at + i] === byte)) return at;
  }
  return -1;
}
