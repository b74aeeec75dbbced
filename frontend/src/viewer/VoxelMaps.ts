import type { Index } from './types';

export type MapKind = 'doubt' | 'heat';

/**
 * Maps over the volume, (z, y, x) uint8: the doubt of the model, 255 = largest entropy, and the heat that explains
 * what it proposed, 255 = raised it most. One is drawn at a time: the heat as long as it is there.
 */
export class VoxelMaps {
  readonly #shape: Index;
  readonly #maps: Record<MapKind, Readonly<Uint8Array> | null> = { doubt: null, heat: null };

  constructor(shape: Index) {
    this.#shape = shape;
  }

  get drawn(): Readonly<Uint8Array> | null {
    return this.#maps.heat ?? this.#maps.doubt;
  }

  put(kind: MapKind, map: Readonly<Uint8Array> | null): void {
    const [depth, rows, columns] = this.#shape;
    const voxels = depth * rows * columns;
    if (map && map.length !== voxels) {
      throw new RangeError(`The map has ${map.length} voxels, the volume ${voxels}.`);
    }
    this.#maps[kind] = map;
  }

  /** 0 to 1; null without such a map. */
  at(kind: MapKind, [z, y, x]: Index): number | null {
    const value = this.#maps[kind]?.[(z * this.#shape[1] + y) * this.#shape[2] + x];
    return value === undefined ? null : value / 255;
  }
}
