import type { Grid } from '../geometry';
import type { Mesh } from './mesh';
import type { Answer, Request } from './protocol';

/** The mask as a mesher reads it: a copy of the slices `from` to `to` (not included), (z, y, x) uint8. */
export interface MaskSource {
  grid: Grid;
  slab(from: number, to: number): Uint8Array;
}

/** What answers requests: a worker in the browser. */
export interface MeshPort {
  ask(request: Request): Promise<Answer>;
  close(): void;
}

/** Copying this much takes the page about a millisecond, some more where the machine is busy. */
const SLAB_BYTES = 2 ** 20;
/** Cells of one label: enough for a smooth liver, few enough that twelve organs turn without a stutter. */
export const CELLS_PER_LABEL = 64 ** 3;

/** Makes the surfaces of labels away from the page. A build that is overtaken by another stops and brings nothing. */
export class Mesher {
  readonly #port: MeshPort;
  #build = 0;
  #busy: Promise<void> = Promise.resolve();

  constructor(port: MeshPort = new WorkerPort()) {
    this.#port = port;
  }

  /** Brings the mesh of each label as it is made; null for one without voxels. True when all were brought. */
  async build(
    source: MaskSource,
    labels: readonly number[],
    bring: (label: number, mesh: Mesh | null) => void,
  ): Promise<boolean> {
    const mine = ++this.#build;
    const before = this.#busy;
    let free: () => void = () => {};
    this.#busy = new Promise((resolve) => {
      free = resolve;
    });
    await before;
    try {
      return await this.#run(source, labels, bring, () => mine === this.#build);
    } finally {
      free();
    }
  }

  /** Ends a build in progress. */
  cancel(): void {
    this.#build += 1;
  }

  close(): void {
    this.cancel();
    this.#port.close();
  }

  async #run(
    source: MaskSource,
    labels: readonly number[],
    bring: (label: number, mesh: Mesh | null) => void,
    current: () => boolean,
  ): Promise<boolean> {
    if (!current()) return false;
    await this.#ask({ kind: 'begin', grid: source.grid, labels, budget: CELLS_PER_LABEL });
    if (!(await this.#send('measure', source, [0, source.grid.shape[0] - 1], current))) return false;
    const planned = await this.#ask({ kind: 'plan' });
    if (planned.kind !== 'range') return false;
    if (planned.range && !(await this.#send('count', source, planned.range, current))) return false;
    for (const label of labels) {
      const answer = await this.#ask({ kind: 'mesh', label });
      if (!current()) return false;
      if (answer.kind === 'mesh') bring(label, answer.mesh);
    }
    return true;
  }

  async #send(
    kind: 'measure' | 'count',
    { grid, slab }: MaskSource,
    [first, last]: readonly [number, number],
    current: () => boolean,
  ): Promise<boolean> {
    const [, rows, columns] = grid.shape;
    const step = Math.max(1, Math.floor(SLAB_BYTES / (rows * columns)));
    for (let z = first; z <= last; z += step) {
      await this.#ask({ kind, z, slab: slab(z, Math.min(last + 1, z + step)) });
      if (!current()) return false;
    }
    return true;
  }

  async #ask(request: Request): Promise<Answer> {
    const answer = await this.#port.ask(request);
    if (answer.kind === 'failed') throw new Error(`The surface could not be made: ${answer.message}`);
    return answer;
  }
}

/** A worker of the browser; answers come in the order of the requests. */
class WorkerPort implements MeshPort {
  readonly #worker = new Worker(new URL('./mesher.worker.ts', import.meta.url), { type: 'module' });
  readonly #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = [];

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#waiting.shift()?.resolve(data);
    this.#worker.onerror = (event) => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(event.message));
    };
  }

  ask(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      const slab = 'slab' in request ? [request.slab.buffer as ArrayBuffer] : [];
      this.#worker.postMessage(request, slab);
    });
  }

  close(): void {
    this.#worker.terminate();
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('The surface was closed.'));
  }
}
