import { useEffect, useState } from 'react';
import { when } from '@/lib/when';

/** How long ago it was, or when: it goes on counting though nothing else on the screen changes. */
export function When({ at }: { at: string | null | undefined }) {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, []);
  return when(at, now);
}
