import type { Palette } from '../colours';
import type { Camera, ScreenPoint } from '../cornerstone/Camera';
import type { Grid } from '../geometry';
import type { Layer } from '../tools/types';
import type { Index } from '../types';
import type { Measures } from './Measures';
import type { Measure } from './types';
import { wordsOf } from './words';

export interface MeasureScene {
  grid: Grid;
  measures: Measures;
  /** "HU", or empty. */
  unit: string;
  palette: Palette;
  intensity(index: Index): number | null;
}

const LINE_HEIGHT = 15;

/** Draws what was measured in the slice shown: thin and white, as all on an image that is not a label. */
export function measureLayer(scene: MeasureScene): Layer {
  return {
    draw(context, camera, plane) {
      for (const measure of scene.measures.on(plane, camera.slice))
        drawMeasure(context, camera, scene, measure);
    },
  };
}

function drawMeasure(
  context: CanvasRenderingContext2D,
  camera: Camera,
  scene: MeasureScene,
  measure: Measure,
): void {
  const { palette, grid, unit, measures } = scene;
  const places = measure.points.map((place) => camera.toScreen(place));
  const path = pathOf(measure, places);
  const selected = measures.selected.get() === measure.id;
  for (const [colour, width] of [
    [palette.halo, 3.5],
    [palette.onImage, selected ? 1.75 : 1.25],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke(path);
  }
  const words = wordsOf(grid, measure, unit, scene.intensity);
  const end = measure.kind === 'angle' ? places[1] : rightmost(places);
  if (end) writeLines(context, palette, words, { x: end.x + 10, y: end.y + 4 });
}

function pathOf(measure: Measure, places: readonly ScreenPoint[]): Path2D {
  const path = new Path2D();
  const [from, to] = places;
  if (measure.kind === 'ellipse' && from && to) {
    const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    path.ellipse(middle.x, middle.y, Math.abs(from.x - to.x) / 2, Math.abs(from.y - to.y) / 2, 0, 0, 7);
  } else {
    places.forEach((place, n) => {
      if (n === 0) path.moveTo(place.x, place.y);
      else path.lineTo(place.x, place.y);
    });
  }
  for (const { x, y } of places) {
    path.moveTo(x + 3, y);
    path.arc(x, y, 3, 0, 2 * Math.PI);
  }
  return path;
}

function rightmost(places: readonly ScreenPoint[]): ScreenPoint | undefined {
  return places.reduce<ScreenPoint | undefined>(
    (best, each) => (best && best.x > each.x ? best : each),
    undefined,
  );
}

/** Words on an image: white, with a dark edge that holds on bone. */
export function writeLines(
  context: CanvasRenderingContext2D,
  palette: Palette,
  lines: readonly string[],
  at: ScreenPoint,
): void {
  const family = getComputedStyle(context.canvas).fontFamily;
  context.font = `12px ${family}`;
  context.lineJoin = 'round';
  lines.forEach((line, n) => {
    const y = at.y + n * LINE_HEIGHT;
    context.strokeStyle = palette.shade;
    context.lineWidth = 3;
    context.strokeText(line, at.x, y);
    context.fillStyle = palette.onImage;
    context.fillText(line, at.x, y);
  });
}
