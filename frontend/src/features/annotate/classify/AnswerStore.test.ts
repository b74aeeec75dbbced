import { expect, test } from 'vitest';
import { type Asked, canonical, withBox, withState } from '@/lib/answers';
import { AnswerStore } from './AnswerStore';

const asked: Asked[] = ['a', 'b', 'c'].map((key) => ({ key, name: key, asks_boxes: true }));
const box = (x: number) => ({ slice: '1', box: [x, 0, x + 2, 2] });

test('fifty steps back and forth give the very same answers', () => {
  const store = new AnswerStore(asked, {});
  const seen = [canonical(store.answers)];
  for (let i = 0; i < 50; i++) {
    store.change(withBox(store.answers, asked, asked[i % 3]?.key ?? '', box(i)));
    seen.push(canonical(store.answers));
  }
  for (let i = 49; i >= 0; i--) {
    store.undo();
    expect(canonical(store.answers)).toBe(seen[i]);
  }
  store.undo();
  for (let i = 1; i <= 50; i++) {
    store.redo();
    expect(canonical(store.answers)).toBe(seen[i]);
  }
  expect(store.state.get()).toMatchObject({ undoable: 50, redoable: 0 });
});

test('a step that changes nothing is none; another way on takes the redo away', () => {
  const store = new AnswerStore(asked, {});
  store.change(store.answers, { key: 'b' });
  expect(store.state.get()).toMatchObject({ key: 'b', undoable: 0 });
  store.change(withState(store.answers, asked, 'a', 'present'));
  store.undo();
  store.change(withState(store.answers, asked, 'a', 'absent'));
  expect(store.state.get()).toMatchObject({ undoable: 1, redoable: 0 });
});

test('it opens at the first open question and finds the next one round the corner', () => {
  const store = new AnswerStore(asked, withState({}, asked, 'a', 'absent'));
  expect(store.state.get().key).toBe('b');
  store.take('c');
  expect(store.nextOpen).toBe('b');
  store.step(1);
  expect(store.state.get().key).toBe('c');
});
