import { createHash } from 'node:crypto';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { Bench } from './Bench';
import { type Lab, makeLab, openCase, signIn } from './lab';
import { shot } from './shot';
import { countOf, goTo, Hand, offsetOf, voxels } from './voxels';

const [LIVER, SPLEEN, KIDNEY, CYST] = [1, 2, 3, 4];

let lab: Lab;
test.beforeAll(() => {
  lab = makeLab('lab-tools', ['--cases', '3']);
});

/** A case of its own, open at slice 12 (from 0), and what the server has of it. */
async function at(browser: Browser, number: number) {
  const { page, problems } = await signIn(browser, lab.people.reader1);
  const { editor, annotation } = await openCase(page, lab, lab.cases[number]?.assignments.reader1);
  await goTo(page, editor, 12);
  const hand = await new Hand(page).measure();
  const bench = new Bench(page, editor, annotation, await editor.stored(annotation));
  return { page, editor, hand, bench, problems };
}

const option = (page: Page, name: string) =>
  page.getByRole('main').getByRole('button', { name, exact: true });

test('scissors, lasso, fill and what acts on a label change their voxels and no others', async ({
  browser,
}) => {
  const { page, editor, hand, bench, problems } = await at(browser, 0);
  const square = (y: number, x: number) => y >= 11 && y <= 20 && x >= 11 && x <= 20;
  const corners = [
    [10.5, 10.5],
    [10.5, 20.5],
    [20.5, 20.5],
    [20.5, 10.5],
  ] as const;

  // Scissors: a box takes every label away, in the slice shown, then with Shift through all slices.
  await page.keyboard.press('c');
  await option(page, 'Box').click();
  await hand.press('left', [40.5, 60.5], [48.5, 70.5]);
  await shot(page, 'tools-scissors');
  await page.mouse.up();
  const inBox = (y: number, x: number) => y >= 41 && y <= 48 && x >= 61 && x <= 70;
  await bench.expectChange(
    bench.where((label, z, y, x) => label > 0 && z === 12 && inBox(y, x)),
    0,
  );
  await page.keyboard.down('Shift');
  await hand.drag([60.5, 50.5], [66.5, 58.5]);
  await page.keyboard.up('Shift');
  await bench.expectChange(
    bench.where((label, _z, y, x) => label > 0 && y >= 61 && y <= 66 && x >= 51 && x <= 58),
    0,
  );

  // Scissors that fill, with a free outline; the lasso does the same four slices on.
  await page.keyboard.press('4');
  await option(page, 'Fill').click();
  await option(page, 'Free').click();
  await hand.drag(...corners);
  await bench.expectChange(
    bench.where((_label, z, y, x) => z === 12 && square(y, x)),
    CYST,
  );
  await goTo(page, editor, 16);
  await page.keyboard.press('l');
  await hand.drag(...corners);
  await hand.drag([9.5, 69.5], [9.5, 83], [23, 69.5]);
  await bench.expectChange(
    bench.where((_label, z, y, x) => z === 16 && (square(y, x) || (y >= 10 && x >= 70 && y + x <= 92))),
    CYST,
  );

  // The triangle goes, the squares are joined, a hole is cut and filled, a slice is copied.
  await page.keyboard.press('f');
  await hand.moveTo(12, 72);
  await page.keyboard.down('Alt');
  await hand.click(12, 72);
  await page.keyboard.up('Alt');
  await bench.expectChange(
    bench.where((label, z, y, x) => label === CYST && z === 16 && !square(y, x)),
    0,
  );
  await page.keyboard.press('i');
  await bench.expectChange(
    bench.where((_label, z, y, x) => z > 12 && z < 16 && square(y, x)),
    CYST,
  );
  await page.keyboard.press('c');
  await option(page, 'Erase').click();
  await hand.drag([13.5, 13.5], [13.5, 16.5], [16.5, 16.5], [16.5, 13.5]);
  const hole = bench.where((_label, z, y, x) => z === 16 && y >= 14 && y <= 16 && x >= 14 && x <= 16);
  await bench.expectChange(hole, 0);
  await page.keyboard.press('Shift+H');
  await bench.expectChange(hole, CYST);
  await goTo(page, editor, 11);
  await page.keyboard.press('Alt+ArrowUp');
  await bench.expectChange(
    bench.where((_label, z, y, x) => z === 11 && square(y, x)),
    CYST,
  );

  // A piece of another label changes hands: in its slice, then all that hangs together with it.
  await goTo(page, editor, 8);
  await page.keyboard.press('f');
  await hand.click(24, 66);
  await bench.expectChange(
    bench.where((label, z, y) => label === SPLEEN && z === 8 && y < 32),
    CYST,
  );
  await goTo(page, editor, 9);
  await page.keyboard.down('Shift');
  await hand.click(24, 66);
  await page.keyboard.up('Shift');
  await bench.expectChange(
    bench.where((label, z, y) => label === SPLEEN && z >= 9 && y < 32),
    CYST,
  );
  await hand.click(3, 3);
  await expect(page.getByRole('status').filter({ hasText: 'not enclosed' })).toBeVisible();

  // A thorn goes when one slice is smoothed; only the largest piece stays.
  await goTo(page, editor, 16);
  await page.keyboard.press('l');
  await hand.drag([14.5, 20.5], [14.5, 25.5], [15.5, 25.5], [15.5, 20.5]);
  await bench.expectChange(
    bench.where((_label, z, y, x) => z === 16 && y === 15 && x > 20 && x <= 25),
    CYST,
  );
  await page.keyboard.press('s');
  const before = bench.mask;
  const smoothed = await bench.keep();
  expect(smoothed.has(offsetOf([16, 15, 25]))).toBe(true);
  expect(smoothed.size).toBeLessThan(30);
  for (const i of smoothed) {
    expect(Math.floor(i / 9216)).toBe(16);
    expect([before[i], bench.mask[i]].sort()).toEqual([0, CYST]);
  }
  expect(Math.abs(countOf(bench.mask, CYST) - countOf(before, CYST))).toBeLessThanOrEqual(4);
  await page.keyboard.press('.');
  await expect(page.getByRole('menu')).toBeVisible();
  await shot(page, 'tools-label-menu');
  await page.getByRole('menuitem', { name: /Keep only the largest piece/ }).click();
  await bench.expectChange(
    bench.where((label, _z, _y, x) => label === CYST && x > 40),
    0,
  );
  expect(problems).toEqual([]);
  await page.context().close();
});

test('what is alike is grown and painted; locked and hidden labels keep every voxel', async ({ browser }) => {
  const { page, hand, bench, problems } = await at(browser, 1);
  /** The spleen as the phantom was made, at 160 HU among others that are 50 HU away and more. */
  const inSpleen = (i: number) => {
    const [z, y, x] = [Math.floor(i / 9216), Math.floor(i / 96) % 96, i % 96];
    const unit = (place: number, n: number) => (2 * place) / (n - 1) - 1;
    const square = (u: number, centre: number, radius: number) => ((u - centre) / radius) ** 2;
    return (
      square(unit(z, 24), 0.1, 0.5) + square(unit(y, 96), 0.05, 0.25) + square(unit(x, 96), 0.5, 0.2) <= 1.001
    );
  };
  const slice = [...voxels((z) => z === 12)].filter(inSpleen);

  await page.keyboard.press('4');
  await page.keyboard.press('g');
  await page.getByRole('button', { name: 'Range of a sample: ± 2 SD' }).click();
  await expect(page.getByRole('button', { name: 'Range of a sample: ± 3 SD' })).toBeVisible();
  await hand.press('left', [50, 71], [50, 74]);
  await shot(page, 'tools-grow');
  await page.mouse.up();
  const grown = await bench.keep();
  expect([...grown].filter((i) => !slice.includes(i))).toEqual([]);
  expect([...grown].filter((i) => bench.mask[i] !== CYST)).toEqual([]);
  expect(grown.size).toBeGreaterThan(slice.length * 0.97);
  await page.keyboard.press('z');
  await bench.keep();

  // The threshold brush, its range from a disc drawn with the right button.
  await page.keyboard.press('t');
  await hand.press('right', [50, 71], [50, 75]);
  await shot(page, 'tools-sample');
  await page.mouse.up({ button: 'right' });
  const low = Number(await page.getByLabel('Lowest value').inputValue());
  const high = Number(await page.getByLabel('Highest value').inputValue());
  expect(low).toBeGreaterThan(120);
  expect(low).toBeLessThan(155);
  expect(high).toBeGreaterThan(165);
  expect(high).toBeLessThan(205);
  for (let i = 0; i < 12; i++) await page.keyboard.press(']');
  await hand.drag([46, 68], [54, 74]);
  const painted = await bench.keep();
  expect(painted.size).toBeGreaterThan(100);
  expect([...painted].filter((i) => !slice.includes(i))).toEqual([]);

  // Liver locked, spleen hidden: a cut through everything takes kidney and cyst.
  await page.keyboard.press('1');
  await page.keyboard.press('Shift+L');
  await page.keyboard.press('2');
  await page.keyboard.press('j');
  await page.keyboard.press('c');
  await option(page, 'Box').click();
  await option(page, 'All slices').click();
  await hand.drag([-0.7, -0.7], [95.7, 95.7]);
  await bench.expectChange(
    bench.where((label) => label === KIDNEY || label === CYST),
    0,
  );
  expect(countOf(bench.mask, LIVER)).toBeGreaterThan(1000);
  expect(countOf(bench.mask, SPLEEN)).toBeGreaterThan(1000);
  await shot(page, 'tools-locked');
  await page.keyboard.press('s');
  await expect(page.getByRole('status').filter({ hasText: 'hidden: nothing is changed' })).toBeVisible();
  expect(problems).toEqual([]);
  await page.context().close();
});

test('fifty steps are undone and done again to the exact bytes, whatever tool made them', async ({
  browser,
}) => {
  const { page, hand, bench, problems } = await at(browser, 2);
  const hash = (mask: Buffer) => createHash('sha256').update(mask).digest('hex');
  const start = hash(bench.mask);
  await page.keyboard.press('4');
  await page.keyboard.press('b');
  for (let i = 0; i < 20; i++) await hand.click(10 + (i % 5) * 9, 8 + Math.floor(i / 5) * 6);
  await page.keyboard.press('e');
  for (let i = 0; i < 10; i++) await hand.click(30 + i, 24 + 2 * i);
  await page.keyboard.down('Shift');
  await hand.click(50, 71);
  await page.keyboard.up('Shift');
  await page.keyboard.press('l');
  for (let i = 0; i < 12; i++) await hand.drag([70, 10 + 6 * i], [88, 10 + 6 * i], [79, 15 + 6 * i]);
  await page.keyboard.press('c');
  await page.keyboard.down('Shift');
  await hand.drag([72, 8], [90, 40], [75, 60]);
  await page.keyboard.up('Shift');
  await page.keyboard.press('1');
  await page.keyboard.press('s');
  await page.keyboard.press('Alt+s');
  await page.keyboard.press('Alt+h');
  await page.keyboard.press('3');
  await page.keyboard.press('f');
  await hand.click(45, 20);
  await page.keyboard.press('g');
  await hand.click(20, 45);
  const steps = Number((await page.getByTestId('undoable').innerText()).split(' ')[0]);
  await page.keyboard.press('b');
  for (let i = steps; i < 50; i++) await hand.click(4 + 3 * (i - steps), 90);
  await expect(page.getByTestId('undoable')).toHaveText('50 of 50');
  const end = hash(await bench.stored());
  expect(end).not.toBe(start);
  await shot(page, 'tools-fifty');

  for (let i = 0; i < 50; i++) await page.keyboard.press('z');
  await expect(page.getByTestId('undoable')).toHaveText('0 of 50');
  expect(hash(await bench.stored())).toBe(start);
  for (let i = 0; i < 50; i++) await page.keyboard.press('y');
  await expect(page.getByTestId('undoable')).toHaveText('50 of 50');
  expect(hash(await bench.stored())).toBe(end);

  await page.keyboard.press('o');
  await shot(page, 'tools-outlines');
  expect(problems).toEqual([]);
  await page.context().close();
});
