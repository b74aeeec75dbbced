import { expect, type Page, test } from '@playwright/test';
import { film, serveSeries, shape, source } from './fixture';

const place = (page: Page, plane: 'z' | 'y' | 'x', index: [number, number, number]) =>
  page.evaluate(
    ([p, i]) => {
      const box = document.getElementById(p)!.getBoundingClientRect();
      const at = window.viewer.screenPosition(p, i);
      return { x: box.left + at.x, y: box.top + at.y };
    },
    [plane, index] as const,
  );

/** Index of each voxel that has a label. */
const painted = (page: Page, label = 1) =>
  page.evaluate((value) => {
    const { shape: size } = window.viewer;
    const found: number[][] = [];
    window.viewer.getMask().forEach((v, i) => {
      if (v === value)
        found.push([Math.floor(i / (size[1] * size[2])), Math.floor(i / size[2]) % size[1], i % size[2]]);
    });
    return found;
  }, label);

const hash = (page: Page) =>
  page.evaluate(async () => {
    const digest = await crypto.subtle.digest('SHA-256', window.viewer.getMask() as BufferSource);
    return [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, '0')).join('');
  });

async function stroke(
  page: Page,
  plane: 'z' | 'y' | 'x',
  from: [number, number, number],
  to: [number, number, number],
) {
  const a = await place(page, plane, from);
  const b = await place(page, plane, to);
  await page.mouse.move(a.x, a.y);
  await page.mouse.down();
  await page.mouse.move(b.x, b.y, { steps: 6 });
  await page.mouse.up();
}

test.beforeEach(async ({ page }) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await serveSeries(page);
  await page.goto('/e2e/viewer/harness.html');
  await page.waitForFunction(() => typeof window.open_ === 'function');
  await page.evaluate((s) => window.open_(s), source);
  await expect.poll(() => page.evaluate(() => window.viewer.state.get().loaded)).toBe(1);
  await expect.poll(() => page.evaluate(() => window.viewer.state.get().status)).toBe('ready');
  expect(problems).toEqual([]);
});

test('our mapping of voxels to pixels is the rendering library’s, in every plane, zoomed too', async ({
  page,
}) => {
  await page.evaluate(() => window.viewer.jumpTo([5, 40, 11]));
  for (const plane of ['z', 'y', 'x'] as const) {
    for (const zoom of [1, 2.3]) {
      await page.evaluate(([p, f]) => window.viewer.zoomBy(f, p, { x: 90, y: 60 }), [plane, zoom] as const);
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      const worst = await page.evaluate((p) => {
        const indices = [
          [5, 40, 11],
          [5, 0, 0],
          [5, 63, 47],
        ].map((i) => i as [number, number, number]);
        return Math.max(...indices.map((i) => window.viewer.mappingError(p, i)));
      }, plane);
      expect(worst).toBeLessThan(0.6);
    }
  }
});

test('intensities come from the slice and voxel under the mouse', async ({ page }) => {
  for (const [z, y, x] of [
    [12, 20, 30],
    [12, 5, 40],
  ] as const) {
    const at = await place(page, 'z', [z, y, x]);
    await page.mouse.move(at.x, at.y);
    const pointed = await page.evaluate(() => window.viewer.pointed.get());
    expect(pointed?.index).toEqual([z, y, x]);
    expect(pointed?.intensity).toBe(10 * x + y + 100 * z);
    expect(pointed?.point.map((mm) => Math.round(mm * 1e6) / 1e6)).toEqual([
      -20 + 0.8 * x,
      -30 + 0.9 * y,
      100 + 3 * z,
    ]);
  }
});

test('the brush paints under the mouse in the slice shown and nowhere else, and says which slice', async ({
  page,
}) => {
  await page.evaluate(() => window.viewer.jumpToSlice('z', 3));
  await page.evaluate(() => window.viewer.setBrush({ diameterMm: 4 }));
  await stroke(page, 'z', [3, 20, 10], [3, 20, 30]);
  const voxels = await painted(page);
  expect(new Set(voxels.map(([z]) => z))).toEqual(new Set([3]));
  for (let x = 10; x <= 30; x++) expect(voxels).toContainEqual([3, 20, x]);
  for (const [, y = 0, x = 0] of voxels) {
    const across = Math.max(0, 10 - x, x - 30) * 0.8;
    expect(Math.hypot((y - 20) * 0.9, across)).toBeLessThanOrEqual(2.3);
  }
  expect(await page.evaluate(() => window.edited)).toEqual([[3]]);
});

test('painting on the coronal plane touches each slice it crosses', async ({ page }) => {
  await page.evaluate(() => window.viewer.jumpTo([12, 33, 20]));
  await stroke(page, 'y', [8, 33, 20], [14, 33, 20]);
  const voxels = await painted(page);
  expect(new Set(voxels.map(([, y]) => y))).toEqual(new Set([33]));
  const zs = [...new Set(voxels.map(([z]) => z))].sort((a = 0, b = 0) => a - b);
  expect(zs).toEqual(expect.arrayContaining([8, 9, 10, 11, 12, 13, 14]));
  expect(await page.evaluate(() => window.edited)).toEqual([zs]);
});

test('erase, undo and redo give the exact bytes', async ({ page }) => {
  const empty = await hash(page);
  await stroke(page, 'z', [12, 20, 10], [12, 20, 30]);
  const drawn = await hash(page);
  await page.evaluate(() => window.viewer.setTool('erase'));
  await stroke(page, 'z', [12, 20, 18], [12, 20, 22]);
  const erased = await hash(page);
  expect(new Set([empty, drawn, erased]).size).toBe(3);
  const steps = [];
  for (const act of ['undo', 'undo', 'redo', 'redo'] as const) {
    await page.evaluate((name) => window.viewer[name](), act);
    steps.push(await hash(page));
  }
  expect(steps).toEqual([drawn, empty, drawn, erased]);
  expect(await page.evaluate(() => window.edited.length)).toBe(6);
});

test('the threshold brush paints only in its range', async ({ page }) => {
  await page.evaluate(() => {
    window.viewer.setTool('threshold');
    window.viewer.setThreshold(1400, 1450);
    window.viewer.setBrush({ diameterMm: 20 });
  });
  await stroke(page, 'z', [12, 20, 15], [12, 20, 30]);
  const voxels = await painted(page);
  expect(voxels.length).toBeGreaterThan(20);
  for (const [z = 0, y = 0, x = 0] of voxels) {
    const value = 10 * x + y + 100 * z;
    expect(value >= 1400 && value <= 1450).toBe(true);
  }
});

test('a single click paints at once', async ({ page }) => {
  const at = await place(page, 'z', [12, 30, 24]);
  await page.mouse.click(at.x, at.y);
  expect(await painted(page)).toContainEqual([12, 30, 24]);
});

test('the wheel walks slices, down towards the feet; the ball goes through slices', async ({ page }) => {
  const at = await place(page, 'z', [12, 30, 24]);
  await page.mouse.move(at.x, at.y);
  await page.mouse.wheel(0, 120);
  await expect.poll(() => page.evaluate(() => window.viewer.state.get().focus[0])).toBe(11);
  await page.evaluate(() => window.viewer.setBrush({ diameterMm: 13, sphere: true }));
  await page.mouse.click(at.x, at.y);
  const voxels = await painted(page);
  expect(new Set(voxels.map(([z]) => z))).toEqual(new Set([9, 10, 11, 12, 13]));
});

test('doubt, pre-label and outlines are drawn; closing frees the memory', async ({ page }) => {
  await page.evaluate(([depth, rows, columns]) => {
    const size = depth * rows * columns;
    const mask = new Uint8Array(size);
    const doubt = new Uint8Array(size);
    for (let i = 0; i < size; i++) {
      const z = Math.floor(i / (rows * columns));
      const y = Math.floor(i / columns) % rows;
      const x = i % columns;
      const far = Math.hypot((z - 12) * 3, (y - 32) * 0.9, (x - 24) * 0.8);
      mask[i] = far < 12 ? 1 : far < 15 && x > 24 ? 2 : 0;
      doubt[i] = Math.max(0, 255 - Math.abs(far - 12) * 60);
    }
    window.viewer.setMask(mask);
    window.viewer.setReference(mask);
    window.viewer.setMap('doubt', doubt);
  }, shape);
  await stroke(page, 'z', [12, 20, 12], [12, 26, 16]);
  await page.screenshot({ path: 'test-results/viewer-labels.png' });
  await page.evaluate(() => window.viewer.showUncertainty(true));
  await page.waitForTimeout(300);
  await page.screenshot({ path: 'test-results/viewer-doubt.png' });
  await page.evaluate(() => window.viewer.destroy());
  expect(await page.evaluate(() => document.querySelectorAll('#z canvas').length)).toBe(0);
  await page.evaluate((s) => window.open_(s), source);
  await expect.poll(() => page.evaluate(() => window.viewer.state.get().loaded)).toBe(1);
});

test('a single film is one pane, painted on where the mouse is', async ({ page }) => {
  await page.evaluate(() => window.viewer.destroy());
  await page.evaluate((s) => window.open_(s), film);
  await expect.poll(() => page.evaluate(() => window.viewer.state.get().status)).toBe('ready');
  expect(await page.evaluate(() => window.viewer.planes.map((each) => [each.plane, each.name]))).toEqual([
    ['z', 'Image'],
  ]);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  expect(await page.evaluate(() => window.viewer.mappingError('z', [0, 63, 47]))).toBeLessThan(0.6);
  await stroke(page, 'z', [0, 20, 10], [0, 20, 30]);
  const voxels = await painted(page);
  for (let x = 10; x <= 30; x++) expect(voxels).toContainEqual([0, 20, x]);
  expect(await page.evaluate(() => window.edited)).toEqual([[0]]);
  await page.screenshot({ path: 'test-results/viewer-film.png' });
});

test('cases opened one after the other leave no pixels behind', async ({ page }) => {
  const client = await page.context().newCDPSession(page);
  const heap = async () => {
    await client.send('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize } = (await client.send('Runtime.getHeapUsage')) as {
      usedSize: number;
      backingStorageSize?: number;
    };
    return (usedSize + (backingStorageSize ?? 0)) / 1e6;
  };
  const sizes: number[] = [];
  for (let i = 0; i < 6; i++) {
    await page.evaluate(() => window.viewer.destroy());
    await page.evaluate((s) => window.open_(s), source);
    await expect.poll(() => page.evaluate(() => window.viewer.state.get().loaded)).toBe(1);
    sizes.push(await heap());
  }
  // Pixels, mask and textures of one case are about half a megabyte here; ten times that would be a leak.
  expect((sizes.at(-1) ?? 0) - (sizes[1] ?? 0)).toBeLessThan(5);
});
