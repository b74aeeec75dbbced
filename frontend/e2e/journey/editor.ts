import { gunzipSync } from 'node:zlib';
import { expect, type Page, type Request } from '@playwright/test';
import { askMask } from './server';

/** Opening a case loads the viewer's code, the slices and the masks. */
const OPENING_MS = 120_000;

const SMALLER = 4;

/** A place on the big pane, as shares of its width and height from its middle. */
export type Place = readonly [across: number, down: number];

/** The editor as a person uses it: mouse, keys, and what it says. */
export class Editor {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get saved() {
    return this.page.locator('[data-save]');
  }

  /** Waits until the case can be drawn on; gives the annotation's id. */
  async ready(): Promise<void> {
    const submit = this.page.getByRole('button', { name: /Submit & next/ });
    await expect(submit).toBeEnabled({ timeout: OPENING_MS });
    await expect(this.page.getByText('Loading slices')).toHaveCount(0);
    await expect(this.page.getByTestId('slice-z')).toBeVisible();
    await expect(this.page.getByTestId('ml-1')).not.toBeEmpty();
  }

  caseName(): Promise<string> {
    return this.page.getByRole('banner').locator('b').first().innerText();
  }

  /** "1.7" -> 1.7 */
  async millilitres(label: number): Promise<number> {
    return Number((await this.page.getByTestId(`ml-${label}`).innerText()).replace(/,/g, ''));
  }

  /** The slice shown, from 1. */
  async slice(): Promise<number> {
    const text = await this.page.getByTestId('slice-z').innerText();
    return Number(/(\d+) of/.exec(text)?.[1]);
  }

  /** One stroke with the left button, in a few moves, as a hand does it. */
  async stroke(from: Place, to: Place): Promise<void> {
    const [start, end] = [await this.at(from), await this.at(to)];
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move(end.x, end.y, { steps: 6 });
    await this.page.mouse.up();
  }

  /** Takes the brush with a label in hand, and makes it small: an approved mask trains the next model. */
  async takeBrush(label: number): Promise<void> {
    await this.page.keyboard.press(String(label));
    await this.page.keyboard.press('b');
    for (let i = 0; i < SMALLER; i++) await this.page.keyboard.press('[');
    await expect(this.page.getByRole('button', { name: 'Brush', exact: true })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
  }

  /** The label that the status bar names for a place. */
  async labelAt(place: Place): Promise<string> {
    const { x, y } = await this.at(place);
    await this.page.mouse.move(x, y);
    return this.page.getByTestId('pointed-label').innerText();
  }

  /** Waits until nothing is waiting to be sent. */
  async isSaved(): Promise<void> {
    await expect(this.saved).toHaveAttribute('data-save', 'saved', { timeout: 30_000 });
    await expect(this.saved).toContainText(/^Saved/);
  }

  /** What the server has of an annotation now. */
  async stored(annotation: number): Promise<Buffer> {
    await this.isSaved();
    return askMask(this.page, `/api/annotations/${annotation}/mask`);
  }

  /** Ctrl+Enter, once more where the checks have something to say; gives the mask that was sent, and what came back. */
  async submit(): Promise<{ sent: Buffer; revision: number; next: number | null }> {
    const answered = this.page.waitForResponse((response) => isSubmission(response.request()), {
      timeout: OPENING_MS,
    });
    await this.page.keyboard.press('Control+Enter');
    const held = this.checks.waitFor({ timeout: OPENING_MS }).then(() => null);
    if ((await Promise.race([answered, held.catch(() => null)])) === null) {
      await this.page.keyboard.press('Control+Enter');
    }
    const answer = await answered;
    expect(answer.status()).toBe(200);
    const body = answer.request().postDataBuffer();
    if (!body) throw new Error('The submission was sent without a mask.');
    const said = (await answer.json()) as { revision_id: number; next_assignment_id: number | null };
    return { sent: gunzipSync(body), revision: said.revision_id, next: said.next_assignment_id };
  }

  /** What looks odd about the mask, where the editor lists it. */
  get checks() {
    return this.page.getByRole('status', { name: 'Checks' });
  }

  private async at([across, down]: Place) {
    const box = await this.page.getByRole('main').locator('canvas').first().boundingBox();
    if (!box) throw new Error('The big pane is not there.');
    return { x: box.x + box.width * (0.5 + across), y: box.y + box.height * (0.5 + down) };
  }
}

const isSubmission = (request: Request) =>
  request.method() === 'POST' && /\/api\/annotations\/\d+\/submit$/.test(request.url());

/** The id of the annotation that an act opens. */
export async function opening(page: Page, act: () => Promise<void>): Promise<number> {
  const [answer] = await Promise.all([
    page.waitForResponse((response) => /\/api\/assignments\/\d+\/open$/.test(response.url()), {
      timeout: OPENING_MS,
    }),
    act(),
  ]);
  return ((await answer.json()) as { id: number }).id;
}
