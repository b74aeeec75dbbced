import { useCallback, useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { toast } from '@/ui';
import { useObservable, type VolumeViewer } from '@/viewer';
import type { Opened } from '../api';
import type { AnswerState, AnswerStore } from './AnswerStore';
import { addBox, moveBox } from './acts';
import { ClassifySession } from './ClassifySession';
import type { Work } from './calls';

/** The sitting at a case, ended with the screen. */
export function useClassifySession(assignment: number, opened: Opened, work: Work): ClassifySession {
  const [session, setSession] = useState(() => new ClassifySession(assignment, opened, work));
  useEffect(() => {
    // An effect may run twice: a sitting that was ended is begun anew.
    const begun = session.ended ? new ClassifySession(assignment, opened, work) : session;
    if (begun !== session) setSession(begun);
    void begun.start();
    return () => begun.close();
  }, [assignment, opened, work, session]);
  return session;
}

/** Handing in and going on, after the comparison where there is one to make. */
export function useHandIn(session: ClassifySession, opened: Opened, slug: string) {
  const navigate = useNavigate();
  const [failure, setFailure] = useState<unknown>(null);
  const attempt = useCallback(async (act: () => Promise<unknown>) => {
    setFailure(null);
    try {
      await act();
    } catch (error) {
      setFailure(error);
    }
  }, []);
  const leave = useCallback(
    (said: string, next: number | null = null) => {
      toast(said);
      navigate(next ? `/projects/${slug}/assignments/${next}` : `/projects/${slug}/work`);
    },
    [navigate, slug],
  );
  const compare = useCallback(
    () =>
      attempt(async () => {
        if (await session.compare()) toast('Your answers are kept as they were. Now the model’s.');
      }),
    [attempt, session],
  );
  const submit = useCallback(
    () =>
      attempt(async () => {
        if (session.store.state.get().withheld) {
          await compare();
          return;
        }
        const done = await session.submit();
        if (done) leave(`${opened.case.name} submitted as r${done.number}.`, done.next_assignment_id ?? null);
      }),
    [attempt, compare, session, leave, opened],
  );
  return { submit, compare, failure, dismiss: () => setFailure(null), leave };
}

/** Lays the answers' boxes, and the model's where they are shown, over the image. */
export function useBoxes(viewer: VolumeViewer | null, store: AnswerStore, slices: readonly string[]): void {
  const state = useObservable(store.state);
  useEffect(() => {
    if (!viewer) return;
    const asked = store.asked.find((one) => one.key === state.key);
    viewer.boxes.show(shownBoxes(store, state, slices), {
      colour: asked?.color ?? 1,
      drawn: (z, corners) => {
        const taken = addBox(store, slices[z] ?? '', corners);
        if (!taken) toast(`${asked?.name ?? 'This finding'} takes no boxes. Take another in hand first.`);
      },
      changed: (id, corners) => moveBox(store, ...placeOf(id), corners),
      picked: (id) => (id === null ? store.take(store.state.get().key) : store.take(...placeOf(id))),
    });
  }, [viewer, store, state, slices]);
}

const idOf = (key: string, position: number) => `${position} ${key}`;

function placeOf(id: string): [key: string, position: number] {
  const [position = '', key = ''] = id.split(' ');
  return [key, Number(position)];
}

function shownBoxes(store: AnswerStore, state: AnswerState, slices: readonly string[]) {
  return store.asked.flatMap(({ key, name, color = 1 }) => {
    const mine = (state.answers[key]?.boxes ?? []).map(({ slice, box }, position) => ({
      id: idOf(key, position),
      z: slices.indexOf(slice),
      corners: box as unknown as readonly [number, number, number, number],
      colour: color,
      name: state.answers[key]?.state === 'uncertain' ? `${name}?` : name,
      selected: state.box?.key === key && state.box.position === position,
    }));
    const proposed = (state.proposal?.[key]?.boxes ?? []).map(({ slice, box, probability }, position) => ({
      id: `model ${idOf(key, position)}`,
      z: slices.indexOf(slice),
      corners: box as unknown as readonly [number, number, number, number],
      colour: 0,
      name: probability === null ? `model: ${name}` : `model: ${name} ${probability.toFixed(2)}`,
      proposed: true,
    }));
    return [...proposed, ...mine];
  });
}
