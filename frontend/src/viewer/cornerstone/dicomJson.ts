import type { Vector } from '../types';

/** One instance of the DICOM JSON model: tag -> { vr, Value }. */
export type DicomJson = Record<string, { vr: string; Value?: unknown[] }>;

/** The first value as text, empty where there is none. */
export function text(instance: DicomJson, tag: string): string {
  return String(instance[tag]?.Value?.[0] ?? '');
}

/** The first `count` values, or null unless all are numbers. */
export function numbers(instance: DicomJson, tag: string, count: number): number[] | null {
  const values = instance[tag]?.Value?.slice(0, count).map(Number);
  return values && values.length === count && values.every(Number.isFinite) ? values : null;
}

export const vector = (values: readonly number[]): Vector => [values[0] ?? 0, values[1] ?? 0, values[2] ?? 0];
