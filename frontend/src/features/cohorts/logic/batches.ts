/** How a heap of files is sent: in requests that are neither many nor large. */

export const MOST_FILES = 50;
export const MOST_BYTES = 32_000_000;

interface Sized {
  size: number;
}

/** Splits files into requests, in order. A file larger than a whole request goes alone. */
export function batches<T extends Sized>(files: T[], most = MOST_FILES, mostBytes = MOST_BYTES): T[][] {
  const out: T[][] = [];
  let held = 0;
  for (const file of files) {
    const last = out[out.length - 1];
    if (last && last.length < most && held + file.size <= mostBytes) {
      last.push(file);
      held += file.size;
    } else {
      out.push([file]);
      held = file.size;
    }
  }
  return out;
}

/** Files that systems leave in folders and that are no scans. */
export const isClutter = (name: string): boolean => /^(\.|Thumbs\.db$|desktop\.ini$|__MACOSX)/i.test(name);

/** Seconds left at the rate so far; null before there is a rate. */
export function secondsLeft(sent: number, total: number, seconds: number): number | null {
  if (sent <= 0 || seconds < 1) return null;
  return ((total - sent) * seconds) / sent;
}
