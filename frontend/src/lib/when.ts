import { ago, day } from './format';

const clock = (date: Date) => `${date.getHours()}:${String(date.getMinutes()).padStart(2, '0')}`;

const sameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString();

/** "9:12" */
export function timeOfDay(iso: string): string {
  return clock(new Date(iso));
}

/** "4 min ago", "today, 10:48", "Fri 20 Nov, 17:31", as long ago as it is. */
export function when(iso: string | null | undefined, now: Date = new Date()): string {
  if (!iso) return '—';
  const date = new Date(iso);
  const seconds = (now.getTime() - date.getTime()) / 1000;
  if (seconds >= 0 && seconds < 3 * 3600) return ago(seconds);
  if (sameDay(date, now)) return `today, ${clock(date)}`;
  return `${day(date)}, ${clock(date)}`;
}

/** A date without a time: "Wed 25 Nov". */
export function dayOf(iso: string | null | undefined): string {
  if (!iso) return '—';
  return day(new Date(iso.length === 10 ? `${iso}T12:00:00` : iso));
}

/** DICOM DA or ISO -> ISO: "20261118" -> "2026-11-18". */
export function studyDate(value: string | null | undefined): string {
  if (!value) return '—';
  return /^\d{8}$/.test(value) ? `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}` : value;
}

/** DICOM AS -> years: "067Y" -> "67", "006M" -> "6 mo". */
export function age(value: string | null | undefined): string {
  const match = /^0*(\d+)([YMWD])$/.exec(value ?? '');
  if (!match) return value ?? '';
  const unit = { Y: '', M: ' mo', W: ' wk', D: ' d' }[match[2] as 'Y' | 'M' | 'W' | 'D'];
  return `${match[1]}${unit}`;
}
