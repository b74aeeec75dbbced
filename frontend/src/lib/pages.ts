interface PageOf<T> {
  count: number;
  results: T[];
}

/** Every row of a paged list, one page after the other; `at` gets the page's number from 0. */
export async function everyPage<T>(at: (page: number) => Promise<PageOf<T>>): Promise<T[]> {
  const found: T[] = [];
  for (let page = 0; ; page++) {
    const { count, results } = await at(page);
    found.push(...results);
    if (found.length >= count || results.length === 0) return found;
  }
}
