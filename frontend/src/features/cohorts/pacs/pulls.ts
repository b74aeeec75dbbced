import { duration } from '@/lib/format';
import { count, counted } from '@/lib/numbers';
import type { Pull, RemoteSeries } from './api';

type Told = Pick<Pull, 'state' | 'progress'>;

/** Goes on by itself: asked for again until it ends. */
export const isGoing = ({ state }: Told): boolean => state === 'waiting' || state === 'running';

/** Stopped or failed, or ended with something left behind. */
export const canResume = ({ state, progress }: Told): boolean =>
  state === 'stopped' || state === 'failed' || (state === 'finished' && progress.series_failed > 0);

/** "340 images, 2 of 5 series, 3 min left" */
export function pullWords({ state, progress }: Told): string {
  const all = counted(progress.series_total, 'series', 'series');
  if (state === 'waiting') return `${all}, waits for its turn`;
  const came = [
    counted(progress.instances_stored, 'image'),
    progress.known ? `${count(progress.known)} here before` : '',
    progress.held ? `${count(progress.held)} held for a look` : '',
    `${count(progress.series_done)} of ${all}`,
    state === 'running' && progress.eta_seconds !== null ? `${duration(progress.eta_seconds)} left` : '',
  ];
  return came.filter(Boolean).join(', ');
}

/** "1 series did not come, 3 images refused"; nothing when all is well. */
export function troubleWords({ progress }: Told): string {
  const parts = [
    progress.series_failed ? `${counted(progress.series_failed, 'series', 'series')} did not come` : '',
    progress.refused ? `${counted(progress.refused, 'image')} refused` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

type Sized = Pick<RemoteSeries, 'instances' | 'here'>;

/** Nothing of it is left to pull. */
export const isHere = ({ instances, here }: Sized): boolean => here > 0 && here >= (instances ?? 0);

/** "3 series, 312 images", or what is known of it. */
export function sizeOf(series: Sized[]): string {
  const images = series.reduce((sum, row) => sum + (row.instances ?? 0), 0);
  const whole = series.every((row) => row.instances !== null);
  const parts = [counted(series.length, 'series', 'series')];
  if (images > 0) parts.push(whole ? counted(images, 'image') : `at least ${counted(images, 'image')}`);
  return parts.join(', ');
}
