const KEY = 'gyre.project';

/** The project one was last in, in this browser. */
export function remember(slug: string): void {
  try {
    localStorage.setItem(KEY, slug);
  } catch {
    // Storage may be forbidden; then the first project opens.
  }
}

export function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
