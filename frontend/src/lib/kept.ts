type Where = 'localStorage' | 'sessionStorage';

/** What the browser keeps under a key, to be checked by who reads it; null for nothing and where storage is forbidden. */
export function readKept(key: string, where: Where = 'localStorage'): unknown {
  try {
    return JSON.parse(window[where].getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

/** Keeps a value, or nothing for null. A browser that forbids or has no room for it forgets: nobody is to rely on it. */
export function keep(key: string, value: unknown, where: Where = 'localStorage'): void {
  try {
    if (value === null) window[where].removeItem(key);
    else window[where].setItem(key, JSON.stringify(value));
  } catch {
    // What is kept here is a comfort.
  }
}
