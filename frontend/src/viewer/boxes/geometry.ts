/** Boxes in whole pixels of a slice: [x0, y0, x1, y1]. (0, 0) is the outer corner of the first pixel, x right, y down. */
export type Corners = readonly [x0: number, y0: number, x1: number, y1: number];

/** Where a box was taken hold of: which of its edges move with the hand; "whole" moves all of it. */
export type Grip = 'whole' | { readonly x: 0 | 2 | null; readonly y: 1 | 3 | null };

interface Place {
  x: number;
  y: number;
}

/** The box between two places (pixels, not rounded) inside a slice; null where it would be less than a pixel wide. */
export function boxBetween(a: Place, b: Place, columns: number, rows: number): Corners | null {
  const within = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
  const [x0, x1] = [within(Math.min(a.x, b.x), columns), within(Math.max(a.x, b.x), columns)];
  const [y0, y1] = [within(Math.min(a.y, b.y), rows), within(Math.max(a.y, b.y), rows)];
  return x1 > x0 && y1 > y0 ? [x0, y0, x1, y1] : null;
}

/** The box after the hand has moved by so many pixels; moved as a whole it stays inside the slice and keeps its size. */
export function dragged(box: Corners, grip: Grip, by: Place, columns: number, rows: number): Corners {
  const [x0, y0, x1, y1] = box;
  if (grip === 'whole') {
    const dx = Math.min(columns - x1, Math.max(-x0, Math.round(by.x)));
    const dy = Math.min(rows - y1, Math.max(-y0, Math.round(by.y)));
    return [x0 + dx, y0 + dy, x1 + dx, y1 + dy];
  }
  const moved = [x0, y0, x1, y1];
  if (grip.x !== null) moved[grip.x] = (moved[grip.x] ?? 0) + by.x;
  if (grip.y !== null) moved[grip.y] = (moved[grip.y] ?? 0) + by.y;
  const [a = 0, b = 0, c = 0, d = 0] = moved;
  return boxBetween({ x: a, y: b }, { x: c, y: d }, columns, rows) ?? box;
}

/** What of a box lies under a place; `reach` is how far from an edge still counts as on it, in pixels. */
export function gripAt(box: Corners, { x, y }: Place, reach: number): Grip | null {
  const [x0, y0, x1, y1] = box;
  if (x < x0 - reach || x > x1 + reach || y < y0 - reach || y > y1 + reach) return null;
  const near = (value: number, edge: number) => Math.abs(value - edge) <= reach;
  const onX = near(x, x0) ? 0 : near(x, x1) ? 2 : null;
  const onY = near(y, y0) ? 1 : near(y, y1) ? 3 : null;
  return onX === null && onY === null ? 'whole' : { x: onX, y: onY };
}
