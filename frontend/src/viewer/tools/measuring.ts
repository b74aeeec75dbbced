import { hitAt } from '../measures/hit';
import { type MeasureKind, pointsOf } from '../measures/types';
import { axisOf, type Index } from '../types';
import type { Gesture, PaneTool, Press, ToolHost } from './types';

/** What is drawn out by less than this was a click, and measures nothing. */
const LEAST_PX = 3;

/**
 * Ruler, angle and ellipse. A press on what is there moves it; elsewhere it begins a new one. An angle is drawn out to
 * its corner, and a second press gives the other arm.
 */
export const measureTool =
  (kind: MeasureKind) =>
  ({ viewer, scene }: ToolHost): PaneTool => {
    const { measures } = viewer;
    /** An angle that has one arm. */
    let half: number | null = null;

    const begin = (press: Press): Gesture => {
      const slice = scene.pane(press.plane).camera.slice;
      const id = measures.add(kind, press.plane, slice, [press.index, press.index]);
      return {
        move: (to) => measures.place(id, [press.index, to.index]),
        end() {
          const [from, to] = measures.get(id)?.points ?? [];
          const { camera } = scene.pane(press.plane);
          if (!from || !to || far(camera.toScreen(from), camera.toScreen(to)) < LEAST_PX) measures.remove(id);
          else if (pointsOf[kind] === 3) half = id;
        },
        cancel: () => measures.remove(id),
      };
    };

    const finish = (id: number, points: readonly Index[], press: Press): Gesture => {
      measures.place(id, [...points, press.index]);
      return {
        move: (to) => measures.place(id, [...points, to.index]),
        end: () => {},
        cancel: () => measures.remove(id),
      };
    };

    const change = (id: number, points: readonly Index[], point: number | null, press: Press): Gesture => {
      measures.selected.set(id);
      const moved = (to: Index) =>
        points.map((place, n): Index => {
          if (point !== null) return n === point ? to : place;
          return [
            place[0] + to[0] - press.index[0],
            place[1] + to[1] - press.index[1],
            place[2] + to[2] - press.index[2],
          ];
        });
      return {
        move: (to) => measures.place(id, moved(to.index)),
        end: () => {},
        cancel: () => measures.place(id, points),
      };
    };

    return {
      name: kind,
      edits: false,
      press(press) {
        const waiting = half === null ? null : measures.get(half);
        half = null;
        const slice = viewer.state.get().focus[axisOf[press.plane]];
        if (waiting?.plane === press.plane && waiting.slice === slice) {
          return finish(waiting.id, waiting.points, press);
        }
        // One arm on another slice is no angle.
        if (waiting) measures.remove(waiting.id);
        const hit = hitAt(measures.on(press.plane, slice), scene.pane(press.plane).camera, press.at);
        return hit ? change(hit.measure.id, hit.measure.points, hit.point, press) : begin(press);
      },
    };
  };

const far = (a: { x: number; y: number }, b: { x: number; y: number }) => Math.hypot(a.x - b.x, a.y - b.y);
