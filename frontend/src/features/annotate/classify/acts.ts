import { asAnswers, type FindingState, withBox, withBoxAt, withOthersAbsent, withState } from '@/lib/answers';
import type { Corners, VolumeViewer } from '@/viewer';
import type { AnswerStore } from './AnswerStore';

/** The words for a state, as people read them. */
export const stateNames: Readonly<Record<FindingState, string>> = {
  present: 'Present',
  absent: 'Absent',
  uncertain: 'Uncertain',
};

/**
 * Answers the finding in hand and goes on to the next open one; stays where a place is still to be drawn. The same
 * answer again takes it back.
 */
export function say(store: AnswerStore, state: FindingState): void {
  const { answers, key } = store.state.get();
  if (answers[key]?.state === state) {
    store.change(withState(answers, store.asked, key, null));
    return;
  }
  const asksBox = store.asked.find((one) => one.key === key)?.asks_boxes && state !== 'absent';
  store.change(withState(answers, store.asked, key, state), { box: null });
  if (!asksBox) store.take(store.nextOpen ?? key);
}

export function othersAbsent(store: AnswerStore): void {
  store.change(withOthersAbsent(store.answers, store.asked), { box: null });
}

/** Deletes the box in hand; with none, takes back the answer in hand. */
export function clear(store: AnswerStore): void {
  const { answers, key, box } = store.state.get();
  if (box) store.change(withBoxAt(answers, box.key, box.position, null), { box: null });
  else if (answers[key]) store.change(withState(answers, store.asked, key, null));
}

export function takeModels(store: AnswerStore): void {
  const { proposal, answers } = store.state.get();
  if (proposal) store.change(asAnswers(answers, store.asked, proposal), { box: null });
}

/** Puts a box drawn on a slice under the finding in hand; nothing where it takes none. */
export function addBox(store: AnswerStore, slice: string, corners: Corners): boolean {
  const { answers, key } = store.state.get();
  if (!store.asked.find((one) => one.key === key)?.asks_boxes) return false;
  const next = withBox(answers, store.asked, key, { slice, box: [...corners] });
  store.change(next, { box: { key, position: (next[key]?.boxes.length ?? 1) - 1 } });
  return true;
}

export function moveBox(store: AnswerStore, key: string, position: number, corners: Corners): void {
  const slice = store.answers[key]?.boxes[position]?.slice;
  if (slice === undefined) return;
  store.change(withBoxAt(store.answers, key, position, { slice, box: [...corners] }));
}

/** A box in the middle of what is shown, for those who draw without a mouse. */
export function putBox(store: AnswerStore, viewer: VolumeViewer, slices: readonly string[]): void {
  const [, rows, columns] = viewer.shape;
  const slice = slices[viewer.state.get().focus[0]];
  const part = (size: number, eighths: number) => Math.round((size * eighths) / 8);
  const middle: Corners = [part(columns, 3), part(rows, 3), part(columns, 5), part(rows, 5)];
  if (slice !== undefined) addBox(store, slice, middle);
}

/** Moves the box in hand, or its lower right corner alone, by one step along the screen. */
export function nudge(
  store: AnswerStore,
  viewer: VolumeViewer,
  [right, down]: readonly [number, number],
  corner = false,
): void {
  const { box } = store.state.get();
  const now = store.boxInHand?.box;
  if (!box || !now) return;
  const [, rows, columns] = viewer.shape;
  const step = Math.max(1, Math.round(Math.max(rows, columns) / 100));
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = now;
  const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
  if (corner) {
    const x = within(x1 + right * step, x0 + 1, columns);
    moveBox(store, box.key, box.position, [x0, y0, x, within(y1 + down * step, y0 + 1, rows)]);
    return;
  }
  const dx = within(right * step, -x0, columns - x1);
  const dy = within(down * step, -y0, rows - y1);
  moveBox(store, box.key, box.position, [x0 + dx, y0 + dy, x1 + dx, y1 + dy]);
}

/** Takes the next box of the finding in hand. */
export function nextBox(store: AnswerStore): void {
  const { answers, key, box } = store.state.get();
  const count = answers[key]?.boxes.length ?? 0;
  if (count > 0) store.take(key, box?.key === key ? (box.position + 1) % count : 0);
}
