import { expect, test } from '@playwright/test';
import { makeMultiFrames, serveMultiFrame, voxelsOf } from './enhanced';

const series = makeMultiFrames();

for (const [name, one] of Object.entries(series)) {
  test(`${name}: frames are shown where they lie, with numpy's intensities in every voxel`, async ({
    page,
  }) => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    const asked = await serveMultiFrame(page, one);
    await page.goto('/e2e/viewer/harness.html');
    await page.waitForFunction(() => typeof window.open_ === 'function');
    await page.evaluate((s) => window.open_(s), one.source);
    await expect.poll(() => page.evaluate(() => window.viewer.state.get().loaded)).toBe(1);
    await expect.poll(() => page.evaluate(() => window.viewer.state.get().status)).toBe('ready');
    expect(problems).toEqual([]);
    expect([...new Set(asked)].sort()).toEqual([...one.source.slices].sort());

    const shown = await page.evaluate(() => {
      const [depth, rows, columns] = window.viewer.shape;
      return Array.from({ length: depth * rows * columns }, (_, i) => {
        const z = Math.floor(i / (rows * columns));
        return window.viewer.intensityAt([z, Math.floor(i / columns) % rows, i % columns]);
      });
    });
    expect(shown).toEqual(voxelsOf(one));

    const [depth, rows, columns] = one.source.shape;
    const corner = [depth - 1, rows - 1, columns - 1] as [number, number, number];
    await page.evaluate((i) => window.viewer.jumpTo(i), corner);
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    for (const plane of ['z', 'y', 'x'] as const) {
      const off = await page.evaluate(([p, i]) => window.viewer.mappingError(p, i), [plane, corner] as const);
      expect(off).toBeLessThan(0.6);
    }
    await page.evaluate(([z, y, x]) => window.viewer.jumpTo([z >> 1, y >> 1, x >> 1]), corner);
    const middle = await page.evaluate(([z, y, x]) => {
      const at = window.viewer.screenPosition('z', [z >> 1, y >> 1, x >> 1]);
      const box = document.getElementById('z')!.getBoundingClientRect();
      return { x: box.left + at.x, y: box.top + at.y };
    }, corner);
    await page.mouse.move(middle.x, middle.y);
    const pointed = await page.evaluate(() => window.viewer.pointed.get());
    const { origin, spacing, direction } = one.geometry;
    const place = origin.map((from, axis) =>
      [0, 1, 2].reduce(
        (sum, i) => sum + (corner[i]! >> 1) * (spacing[i] ?? 0) * (direction[i]?.[axis] ?? 0),
        from,
      ),
    );
    const apart = place.map((mm, axis) => mm - (pointed?.point[axis] ?? Number.NaN));
    expect(Math.hypot(...apart)).toBeLessThan(1e-3);
    await page.mouse.click(middle.x, middle.y);
    expect(await page.evaluate(() => window.edited)).toEqual([[corner[0] >> 1]]);
    await page.screenshot({ path: `test-results/viewer-${name}.png` });
  });
}
