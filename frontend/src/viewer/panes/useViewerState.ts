import { useRef, useSyncExternalStore } from 'react';
import type { Pointed, ViewerState } from '../types';
import type { VolumeViewer } from '../VolumeViewer';

/** Part of a viewer's state; the component is drawn again only when that part changes (compared shallowly). */
export function useViewerState<T>(viewer: VolumeViewer, select: (state: ViewerState) => T): T {
  const last = useRef<{ value: T } | null>(null);
  const read = () => {
    const value = select(viewer.state.get());
    if (last.current && same(last.current.value, value)) return last.current.value;
    last.current = { value };
    return value;
  };
  return useSyncExternalStore(viewer.state.subscribe, read);
}

/** What lies under the mouse, or null. */
export function usePointed(viewer: VolumeViewer): Pointed | null {
  return useSyncExternalStore(viewer.pointed.subscribe, viewer.pointed.get);
}

function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false;
  const left = Object.entries(a);
  const right = b as Record<string, unknown>;
  return left.length === Object.keys(b).length && left.every(([key, value]) => Object.is(value, right[key]));
}
