import type { Tone } from '@/ui';
import type { ModelState } from '../api';

/** A version's state in a word. Retired ones carry none: that is what being in the list means. */
export const STATES: Record<ModelState, { word: string; tone: Tone } | null> = {
  candidate: { word: 'waits', tone: 'accent' },
  champion: { word: 'live', tone: 'ok' },
  rejected: { word: 'failed', tone: 'plain' },
  prefill: { word: 'pre-fills', tone: 'accent' },
  retired: null,
};
