import { budgetHere, planMemory } from '../budget';
import type { DicomJson } from '../cornerstone/dicomJson';
import { fetchMetadata, frameAddress, seriesAddress } from '../cornerstone/metadata';
import type { VolumeSource } from '../types';
import { fetchFrame } from './fetchFrame';
import { SlicePixels } from './SlicePixels';
import { formatOf, inModalityUnits, isPlain, type Pixels, storedValues } from './stored';

const PLAIN = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1']);

/** Who needs the pixels: a viewer that shows them, or the preloading of a case to come. */
type User = 'viewer' | 'ahead';

/** A series whose pixels are in memory or on their way. */
export interface Held {
  instances: readonly DicomJson[];
  pixels: SlicePixels;
  /** How many viewers show it now. */
  viewers: () => number;
}

interface Entry {
  held: Promise<Held>;
  users: Record<User, number>;
}

/** Series by their address: two viewers of one scan, and a scan that is loaded ahead, share the pixels. */
const entries = new Map<string, Entry>();

/** Holds a series; call `letGo` once for each call. Rejects when the metadata cannot be had. */
export function hold(source: VolumeSource, focus: number, user: User): Promise<Held> {
  const address = seriesAddress(source);
  const known = entries.get(address);
  if (known) {
    known.users[user] += 1;
    return known.held;
  }
  const users = { viewer: 0, ahead: 0 };
  users[user] = 1;
  const held = open(source, focus).then((made) => ({ ...made, viewers: () => users.viewer }));
  const entry = { held, users };
  entries.set(address, entry);
  held.catch(() => entries.get(address) === entry && entries.delete(address));
  return held;
}

/** The last one to let go frees the pixels. */
export function letGo(source: VolumeSource, user: User): void {
  const address = seriesAddress(source);
  const entry = entries.get(address);
  if (!entry) return;
  entry.users[user] -= 1;
  if (entry.users.viewer + entry.users.ahead > 0) return;
  entries.delete(address);
  entry.held.then(({ pixels }) => pixels.destroy()).catch(() => undefined);
}

async function open(source: VolumeSource, focus: number): Promise<Omit<Held, 'viewers'>> {
  const instances = await fetchMetadata(source);
  const { slices } = planMemory(source.shape, budgetHere());
  const fetch = (z: number, how: { signal: AbortSignal; urgent: boolean }) =>
    fetchSlice(source, instances, z, how);
  const pixels = new SlicePixels(source.slices.length, focus, fetch, slices ?? undefined);
  return { instances, pixels };
}

async function fetchSlice(
  source: VolumeSource,
  instances: readonly DicomJson[],
  z: number,
  how: { signal: AbortSignal; urgent: boolean },
): Promise<Pixels> {
  const instance = instances[z] ?? {};
  const address = frameAddress(source, source.slices[z] ?? '');
  const frame = await fetchFrame(address, how);
  const format = formatOf(instance);
  if (isPlain(format) && PLAIN.has(frame.transferSyntax)) {
    return inModalityUnits(storedValues(frame.bytes, format), format);
  }
  // Decoders are large: they are fetched when the first coded frame comes.
  const { decode } = await import('../cornerstone/decode');
  return inModalityUnits(await decode(address, frame, instance), format);
}
