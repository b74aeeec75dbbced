import { describe, expect, it } from 'vitest';
import type { Grid } from '../geometry';
import { Mesher, type MeshPort } from './Mesher';
import { MeshMaker } from './MeshMaker';

const grid: Grid = {
  shape: [6, 10, 12],
  origin: [0, 0, 0],
  steps: [
    [0, 0, 2],
    [0, 1, 0],
    [1, 0, 0],
  ],
  placed: true,
};

/** A mask with a block of 1 and a block of 3, and the worker's own code behind the port, without a worker. */
function laid() {
  const mask = new Uint8Array(6 * 10 * 12);
  for (let z = 1; z < 4; z++) for (let x = 2; x < 8; x++) mask[(z * 10 + 4) * 12 + x] = x < 5 ? 1 : 3;
  const maker = new MeshMaker();
  const port: MeshPort = { ask: async (request) => maker.answer(request), close: () => {} };
  return {
    mask,
    mesher: new Mesher(port),
    source: { grid, slab: (from: number, to: number) => mask.slice(from * 120, to * 120) },
  };
}

describe('making surfaces', () => {
  it('brings each label once, and says which are empty', async () => {
    const { mesher, source } = laid();
    const brought: [number, boolean][] = [];
    expect(await mesher.build(source, [1, 2, 3], (label, mesh) => brought.push([label, mesh !== null]))).toBe(
      true,
    );
    expect(brought).toEqual([
      [1, true],
      [2, false],
      [3, true],
    ]);
  });

  it('stops when a newer build overtakes it', async () => {
    const { mesher, source } = laid();
    const brought: string[] = [];
    const first = mesher.build(source, [1], () => brought.push('first'));
    const second = mesher.build(source, [3], () => brought.push('second'));
    expect(await Promise.all([first, second])).toEqual([false, true]);
    expect(brought).toEqual(['second']);
  });
});
