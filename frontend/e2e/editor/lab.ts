import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { type Browser, expect, type Page } from '@playwright/test';
import { Editor, opening } from '../journey/editor';
import { dataFolder } from '../journey/people';
import { watch } from '../journey/watch';

const ROOT = resolve(import.meta.dirname, '../../..');

export interface LabPerson {
  username: string;
  password: string;
}

/** What `tests/editor_lab.py` has made. */
export interface Lab {
  slug: string;
  people: Readonly<Record<string, LabPerson>>;
  cases: readonly { id: number; name: string; assignments: Readonly<Record<string, number>> }[];
}

/**
 * Makes a project of its own in the running stack. `options` are those of `tests/editor_lab.py`, such as
 * `['--cases', '3', '--double', '--readers', '2']`.
 */
export function makeLab(project: string, options: readonly string[] = []): Lab {
  const python = process.env.GYRE_PYTHON ?? join(ROOT, '.venv/bin/python');
  // After a failure the rest of a file runs in a new worker, which makes its lab anew.
  const name = `${project}-${process.env.TEST_WORKER_INDEX ?? 0}`;
  const said = execFileSync(
    python,
    ['-m', 'tests.editor_lab', '--data', dataFolder(), '--project', name, ...options],
    { cwd: ROOT, encoding: 'utf8', timeout: 300_000 },
  );
  return JSON.parse(said.trim().split('\n').at(-1) ?? '') as Lab;
}

/** A person of the lab at a browser of their own. Close `page.context()` when done. */
export async function signIn(
  browser: Browser,
  person: LabPerson | undefined,
): Promise<{ page: Page; problems: string[] }> {
  if (!person) throw new Error('The lab has no such person.');
  const page = await (await browser.newContext()).newPage();
  const problems = watch(page);
  await page.goto('/');
  await page.getByLabel('User name').fill(person.username);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: /^Signed in as/ })).toBeVisible();
  return { page, problems };
}

/** Opens an assignment in the editor; waits until one can draw. */
export async function openCase(
  page: Page,
  lab: Lab,
  assignment: number | undefined,
): Promise<{ editor: Editor; annotation: number }> {
  if (assignment === undefined) throw new Error('The lab has no such assignment.');
  const annotation = await opening(page, async () => {
    await page.goto(`/projects/${lab.slug}/assignments/${assignment}`);
  });
  const editor = new Editor(page);
  await editor.ready();
  return { editor, annotation };
}
