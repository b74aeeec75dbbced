import { Observable } from '@/lib/observable';

/** The label whose menu is open; null when none is. */
export const labelMenu = new Observable<number | null>(null);
