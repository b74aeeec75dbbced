import { expect, test } from 'vitest';
import { everyPage } from './pages';

/** A list of so many numbers, 500 to a page, and which pages were asked for. */
function listOf(count: number) {
  const asked: number[] = [];
  const rows = Array.from({ length: count }, (_, i) => i);
  const at = async (page: number) => {
    asked.push(page);
    return { count, results: rows.slice(page * 500, (page + 1) * 500) };
  };
  return { asked, at, rows };
}

test('every page is asked for once, in order', async () => {
  const { asked, at, rows } = listOf(1100);
  expect(await everyPage(at)).toEqual(rows);
  expect(asked).toEqual([0, 1, 2]);
});

test('an empty list is one page', async () => {
  const { asked, at } = listOf(0);
  expect(await everyPage(at)).toEqual([]);
  expect(asked).toEqual([0]);
});

test('a list that shrinks meanwhile comes to an end', async () => {
  const { at } = listOf(700);
  const claims = async (page: number) => ({ ...(await at(page)), count: 5000 });
  expect(await everyPage(claims)).toHaveLength(700);
});
