/**
 * Times every operation of the mask on 512 x 512 x 300 with four labels, and says what undo weighs.
 * Processor time of this program, so that a busy machine says about the same as a quiet one.
 * node scripts/bench-mask.mjs
 */
import { createServer } from 'vite';

const cpu = () => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;
const vite = await createServer({
  server: { middlewareMode: true, hmr: false },
  appType: 'custom',
  logLevel: 'error',
});
const load = (name) => vite.ssrLoadModule(`/src/viewer/${name}.ts`);
const { MaskStore } = await load('mask/MaskStore');
const { runOperation } = await load('Painter');
const { fillHoles } = await load('mask/holes');
const { fillRegion, keepLargest, relabelAll, removeIslands } = await load('mask/pieces');
const { growRegion } = await load('mask/grow');
const { interpolate } = await load('mask/interpolate');
const { smooth } = await load('mask/smooth');
const { resizeLabel } = await load('mask/resize');
const { cutPolygon } = await load('mask/polygon');
const { copyLabel } = await load('mask/operations');

const shape = [300, 512, 512];
const spacing = [1.5, 0.75, 0.75];
const size = shape[1] * shape[2];
const labels = [1, 2, 3, 4].map((value) => ({
  value,
  name: `L${value}`,
  colour: value,
  visible: true,
  locked: false,
}));

/** A large organ with holes and crumbs, a middle one, a small one, and a slanted tube through all slices. */
function volume() {
  const mask = new Uint8Array(shape[0] * size);
  const ellipsoid = (label, [cz, cy, cx], [rz, ry, rx]) => {
    for (let z = Math.ceil(cz - rz); z <= cz + rz; z++)
      for (let y = Math.ceil(cy - ry); y <= cy + ry; y++)
        for (let x = Math.ceil(cx - rx); x <= cx + rx; x++)
          if (((z - cz) / rz) ** 2 + ((y - cy) / ry) ** 2 + ((x - cx) / rx) ** 2 <= 1)
            mask[z * size + y * shape[2] + x] = label;
  };
  ellipsoid(1, [150, 220, 190], [90, 120, 140]);
  ellipsoid(2, [140, 250, 420], [50, 60, 50]);
  ellipsoid(3, [110, 400, 300], [25, 30, 30]);
  for (let z = 0; z < 300; z++)
    for (let y = 440; y < 470; y++)
      for (let x = 0; x < 30; x++) mask[z * size + y * shape[2] + x + Math.floor(z / 2) + 60] = 4;
  for (let i = 0; i < 3000; i++) {
    const at =
      Math.floor(40 + ((i * 7919) % 220)) * size +
      (120 + ((i * 104729) % 200)) * shape[2] +
      90 +
      ((i * 1299709) % 210);
    mask[at] = mask[at] === 1 ? 0 : mask[at] || 1;
  }
  return mask;
}

const whole = volume();
const store = new MaskStore(shape);
const started = cpu();
store.load(whole);
console.log(
  `load ${(cpu() - started).toFixed(0)} ms; voxels ${[1, 2, 3, 4].map((v) => store.count(v)).join(', ')}`,
);

const sparse = whole.slice();
for (let z = 0; z < 300; z++)
  if (z % 5) for (let i = z * size; i < (z + 1) * size; i++) if (sparse[i] === 1) sparse[i] = 0;
const pixels = Array.from({ length: 300 }, (_, z) =>
  Int16Array.from({ length: size }, (_, i) => 40 + ((i * 31 + z) % 17) - 8),
);
const circle = Array.from({ length: 200 }, (_, i) => [
  256 + 200 * Math.cos((i / 100) * Math.PI),
  256 + 200 * Math.sin((i / 100) * Math.PI),
]);

const acts = {
  'fill holes, each slice': (a) => fillHoles(a, 1, 'z'),
  'fill holes, volume': (a) => fillHoles(a, 1, 'volume'),
  'keep largest': (a) => keepLargest(a, 1),
  'remove islands': (a) => removeIslands(a, 1, 50),
  'smooth 1.5 mm, slice': (a) =>
    smooth(a, { value: 1, sigmaMm: 1.5, spacing, where: { plane: 'z', slice: 150 } }),
  'smooth 1.5 mm, volume': (a) => smooth(a, { value: 1, sigmaMm: 1.5, spacing, where: 'volume' }),
  'smooth 3 mm, volume': (a) => smooth(a, { value: 1, sigmaMm: 3, spacing, where: 'volume' }),
  'grow by 2 mm, volume': (a) => resizeLabel(a, { value: 1, byMm: 2, spacing, extent: 'volume' }),
  'shrink by 2 mm, volume': (a) => resizeLabel(a, { value: 1, byMm: -2, spacing, extent: 'volume' }),
  'relabel a piece, volume': (a) => fillRegion(a, 'volume', [150, 220, 190], 2),
  'relabel a whole label': (a) => relabelAll(a, 1, 2),
  'fill an outline, slice': (a) => fillRegion(a, { plane: 'z', slice: 10 }, [10, 20, 20], 2),
  'lasso, one slice': (a) =>
    cutPolygon(a, { plane: 'z', slices: [150, 150], polygon: circle, change: () => 2 }),
  'scissors, all slices': (a) =>
    cutPolygon(a, { plane: 'z', slices: [0, 299], polygon: circle, change: () => 0 }),
  'scissors, all slices, sagittal': (a) =>
    cutPolygon(a, { plane: 'x', slices: [0, 511], polygon: circle, change: () => 0 }),
  'region grow 30 mm, volume': (a) =>
    growRegion(a, (z) => pixels[z], {
      seed: [150, 256, 256],
      extent: 'volume',
      range: [30, 50],
      radiusMm: 30,
      spacing,
      value: 2,
    }),
  'region grow 100 mm, volume': (a) =>
    growRegion(a, (z) => pixels[z], {
      seed: [150, 256, 256],
      extent: 'volume',
      range: [30, 50],
      radiusMm: 100,
      spacing,
      value: 2,
    }),
  'copy to the next slice': (a) => copyLabel(a, 'z', 150, 151, 1),
  'interpolate, every fifth slice drawn': (a) => interpolate(a, { plane: 'z', value: 1, spacing }),
};

const before = process.memoryUsage().arrayBuffers;
for (const [name, act] of Object.entries(acts)) {
  store.load(name.startsWith('interpolate') ? sparse : whole);
  const times = [];
  let row = '';
  for (let i = 0; i < 3; i++) {
    const t = cpu();
    const slices = runOperation(store, labels, name, act).length;
    times.push(cpu() - t);
    const bytes = store.historyBytes;
    const u = cpu();
    store.undo();
    row = `${slices} slices, undo ${(cpu() - u).toFixed(0)} ms, ${(bytes / 1024).toFixed(0)} KiB`;
  }
  times.sort((a, b) => a - b);
  console.log(`${name.padEnd(38)} ${times[1].toFixed(0).padStart(6)} ms   ${row}`);
}
console.log(
  `array buffers ${((process.memoryUsage().arrayBuffers - before) / 1e6).toFixed(0)} MB more than before`,
);
await vite.close();
