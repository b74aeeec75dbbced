import { useSyncExternalStore } from 'react';
import type { Observable } from '@/lib/observable';

/** The value of an observable; the component is drawn again when it changes. */
export function useObservable<T>(source: Observable<T>): T {
  return useSyncExternalStore(source.subscribe, source.get);
}
