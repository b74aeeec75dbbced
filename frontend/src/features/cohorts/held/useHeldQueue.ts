import { useState } from 'react';
import { toast } from '@/ui';
import { type HeldSeries, useReject, useRelease } from './api';

export const nameOf = (held: HeldSeries): string => held.description || `${held.modality} series ${held.id}`;

/** Which series is decided on, which of its images is in sight, which were; and the two decisions. */
export function useHeldQueue(slug: string, list: HeldSeries[]) {
  const [place, setPlace] = useState(0);
  const [seen, setSeen] = useState<Record<number, number[]>>({});
  const at = Math.min(place, list.length - 1);
  const held = list[at] as HeldSeries;
  const images = seen[held.id] ?? [1];
  const image = images[images.length - 1] ?? 1;
  const releasing = useRelease(slug);
  const rejecting = useReject(slug);
  const busy = releasing.isPending || rejecting.isPending;
  const forget = () => {
    releasing.reset();
    rejecting.reset();
  };
  const show = (to: number) => {
    if (to < 1 || to > held.instances || to === image) return;
    setSeen({ ...seen, [held.id]: [...images.filter((one) => one !== to), to] });
  };
  const go = (to: number) => {
    forget();
    setPlace(Math.max(0, Math.min(list.length - 1, to)));
  };
  return {
    at,
    held,
    image,
    seen: images.length,
    busy,
    error: releasing.error ?? rejecting.error,
    go,
    show,
    release: () => {
      if (!busy) said(releasing.mutateAsync(held.id), `Released ${nameOf(held)}.`);
    },
    reject: (reason: string) => {
      if (!busy) said(rejecting.mutateAsync({ id: held.id, reason }), `Rejected ${nameOf(held)}.`);
    },
  };
}

/** Told also when the queue has left the screen with its last series; a refusal stands beside the buttons. */
function said(done: Promise<unknown>, words: string): void {
  done.then(
    () => toast(words),
    () => {},
  );
}

export type HeldQueue = ReturnType<typeof useHeldQueue>;
