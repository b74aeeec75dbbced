import { expect, type Page } from '@playwright/test';
import { Editor, opening } from './editor';
import { openTab } from './people';
import { countOf } from './server';

const LABEL = 2;

/** Work is where an annotator lands: the next case opens with the key that its button names. */
export async function openNext(page: Page): Promise<{ editor: Editor; annotation: number }> {
  await expect(page.getByRole('main', { name: 'Work' })).toBeVisible();
  const start = page.getByRole('button', { name: /^Next case/ });
  await expect(start).toBeFocused();
  const annotation = await opening(page, () => page.keyboard.press('Enter'));
  const editor = new Editor(page);
  await editor.ready();
  return { editor, annotation };
}

/** Draws a stroke; the volume in the label list and the voxels on the server grow. */
export async function drawSomething(editor: Editor, annotation: number): Promise<Buffer> {
  const before = await editor.stored(annotation);
  const shown = await editor.millilitres(LABEL);
  await editor.takeBrush(LABEL);
  await editor.stroke([-0.2, -0.2], [0.1, -0.2]);
  await expect.poll(() => editor.millilitres(LABEL)).toBeGreaterThan(shown);
  expect(await editor.labelAt([-0.1, -0.2])).toBe('Posterior hippocampus');
  const after = await editor.stored(annotation);
  expect(countOf(after, LABEL)).toBeGreaterThan(countOf(before, LABEL));
  return after;
}

/** Takes every stroke back; what is saved then is what was there before, byte for byte. */
export async function undoAll(editor: Editor, annotation: number, before: Buffer): Promise<void> {
  const undoable = editor.page.getByTestId('undoable');
  while (!(await undoable.innerText()).startsWith('0 ')) {
    const shown = await undoable.innerText();
    await editor.page.keyboard.press('Control+z');
    await expect(undoable).not.toHaveText(shown);
  }
  await expect.poll(async () => (await editor.stored(annotation)).equals(before)).toBe(true);
}

/** Reloads right after a stroke, before it can have been sent: this browser keeps it. */
export async function reloadUnsaved(editor: Editor, annotation: number): Promise<void> {
  const saved = await editor.stored(annotation);
  const shown = await editor.millilitres(LABEL);
  await editor.takeBrush(LABEL);
  await editor.stroke([-0.2, 0.22], [0.1, 0.22]);
  await expect.poll(() => editor.millilitres(LABEL)).toBeGreaterThan(shown);
  const drawn = await editor.millilitres(LABEL);
  await editor.page.reload();
  await editor.ready();
  await expect.poll(() => editor.millilitres(LABEL)).toBe(drawn);
  await expect
    .poll(async () => countOf(await editor.stored(annotation), LABEL))
    .toBeGreaterThan(countOf(saved, LABEL));
}

/** The case came back: the reviewer's words in full, and a button that opens at the slice they speak of. */
export async function openReturned(page: Page, caseName: string, slice: number, words: string) {
  await openTab(page, 'Work');
  const item = page.getByRole('listitem').filter({ hasText: caseName });
  await expect(item).toContainText(`Slice ${slice}: ${words}`, { timeout: 60_000 });
  const annotation = await opening(page, () =>
    item.getByRole('link', { name: `Open at slice ${slice}` }).click(),
  );
  const editor = new Editor(page);
  await editor.ready();
  expect(await editor.slice()).toBe(slice);
  await expect(page.getByRole('region', { name: 'Comments' })).toContainText(words);
  return { editor, annotation };
}

/** Draws what was missing, in the slice that the comment names. */
export async function fix(editor: Editor, annotation: number): Promise<Buffer> {
  const before = await editor.stored(annotation);
  await editor.takeBrush(1);
  await editor.stroke([-0.1, 0.1], [0.15, 0.1]);
  await expect.poll(async () => (await editor.stored(annotation)).equals(before)).toBe(false);
  return editor.stored(annotation);
}
