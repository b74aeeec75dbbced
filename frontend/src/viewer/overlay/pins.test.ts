import { expect, test, vi } from 'vitest';
import { Camera } from '../cornerstone/Camera';
import { type Grid, viewOf } from '../geometry';
import { PinLayer } from './pins';

const grid: Grid = {
  shape: [20, 50, 50],
  origin: [0, 0, 0],
  steps: [
    [0, 0, 3],
    [0, 1, 0],
    [1, 0, 0],
  ],
  placed: true,
};
const colours = { plate: 'white', text: 'black', halo: 'black', chosen: 'orange', font: '11px sans' };

function shown(slice: number) {
  const camera = new Camera(grid, viewOf(grid, 'z'));
  camera.resize(500, 500);
  camera.slice = slice;
  const pressed = vi.fn();
  const layer = new PinLayer(colours, pressed);
  layer.pins = [{ id: 7, index: [4, 10, 30], text: '1' }];
  const { x, y } = camera.toScreen([4, 10, 30]);
  return { camera, layer, pressed, head: { x, y: y - 18 } };
}

test('a press on the head of a pin asks for its remark, one beside it does not', () => {
  const { camera, layer, pressed, head } = shown(4);
  expect(layer.press({ x: head.x + 30, y: head.y }, camera, 'z')).toBe(false);
  expect(layer.press(head, camera, 'z')).toBe(true);
  expect(pressed).toHaveBeenCalledExactlyOnceWith(7);
});

test('a pin of another slice, or one that is being written, takes no press', () => {
  const other = shown(5);
  expect(other.layer.press(other.head, other.camera, 'z')).toBe(false);
  const { camera, layer, head } = shown(4);
  layer.pins = layer.pins.map((pin) => ({ ...pin, pending: true }));
  expect(layer.press(head, camera, 'z')).toBe(false);
});

test.each([
  [4, 1],
  [5, 1], // 3 mm away: faint
  [6, 0], // 6 mm away
])('on slice %i it is drawn %i times', (slice, times) => {
  const { camera, layer } = shown(slice);
  const fillText = vi.fn();
  const context = new Proxy({ fillText } as Record<string, unknown>, {
    get: (target, name: string) => target[name] ?? (() => undefined),
    set: () => true,
  });
  layer.draw(context as unknown as CanvasRenderingContext2D, camera, 'z');
  expect(fillText).toHaveBeenCalledTimes(times);
});
