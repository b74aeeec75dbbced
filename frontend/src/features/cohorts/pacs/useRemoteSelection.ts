import { useState } from 'react';
import type { RemoteSeries } from './api';
import { isHere } from './pulls';

export interface RemoteSelection {
  series: RemoteSeries[];
  has: (row: RemoteSeries) => boolean;
  toggle: (row: RemoteSeries) => void;
  setAll: (rows: RemoteSeries[]) => void;
  clear: () => void;
}

const same = (a: RemoteSeries) => (b: RemoteSeries) => a.series_instance_uid === b.series_instance_uid;

/** Which series are checked, over all pages. What is here already never is: there is nothing to pull. */
export function useRemoteSelection(): RemoteSelection {
  const [series, setSeries] = useState<RemoteSeries[]>([]);
  return {
    series,
    has: (row) => series.some(same(row)),
    toggle: (row) => {
      if (isHere(row)) return;
      setSeries((old) => (old.some(same(row)) ? old.filter((one) => !same(row)(one)) : [...old, row]));
    },
    setAll: (rows) =>
      setSeries((old) => [...old, ...rows.filter((row) => !isHere(row) && !old.some(same(row)))]),
    clear: () => setSeries([]),
  };
}
