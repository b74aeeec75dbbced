/** Linear scales for the plots: data to pixels, with round ticks. */

export interface Scale {
  (value: number): number;
  ticks: number[];
  domain: [number, number];
}

const STEPS = [1, 2, 2.5, 5, 10];

/** The smallest round step that cuts the span into at most `most` parts. */
export function step(span: number, most: number): number {
  if (!(span > 0)) return 1;
  const rough = span / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const found = STEPS.find((candidate) => candidate * power >= rough - 1e-12);
  return (found ?? 10) * power;
}

/** Round numbers within [low, high]. */
export function ticks(low: number, high: number, most = 5): number[] {
  const size = step(high - low, most);
  const first = Math.ceil(low / size - 1e-9);
  const last = Math.floor(high / size + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => tidy((first + i) * size));
}

const tidy = (value: number) => Number(value.toPrecision(12));

/** From [low, high] to pixels; a span of nothing is opened so that one point stands in the middle. */
export function linear(domain: [number, number], range: [number, number], most = 5): Scale {
  const [low, high] = domain[0] === domain[1] ? [domain[0] - 0.5, domain[1] + 0.5] : domain;
  const factor = (range[1] - range[0]) / (high - low);
  const scale = (value: number) => range[0] + (value - low) * factor;
  return Object.assign(scale, { ticks: ticks(low, high, most), domain: [low, high] as [number, number] });
}

/** A scale over the values, their span widened to whole steps, with a tick at each of them. */
export function nice(values: number[], range: [number, number], most = 4): Scale {
  const finite = values.filter(Number.isFinite);
  const [low, high] = finite.length ? [Math.min(...finite), Math.max(...finite)] : [0, 1];
  const size = step(high - low || Math.abs(high) || 1, most);
  const first = Math.floor(low / size + 1e-9);
  const last = Math.max(Math.ceil(high / size - 1e-9), first + 1);
  const marks = Array.from({ length: last - first + 1 }, (_, i) => tidy((first + i) * size));
  return Object.assign(linear([tidy(first * size), tidy(last * size)], range), { ticks: marks });
}

/** The ends of the values, opened to a span of `least` but not above `top`: a hair is not drawn like a leap. */
export function spread(values: number[], least: number, top = Number.POSITIVE_INFINITY): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const above = Math.max(high, Math.min(top, high + Math.max(0, least - (high - low)) / 2));
  return [Math.min(low, above - least), above];
}

export interface Point {
  x: number;
  y: number;
}

/** "M1 2L3 4" through pixel points. */
export function path(points: Point[]): string {
  return points.map(({ x, y }, i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}

/** The area between an upper and a lower line. */
export function band(upper: Point[], lower: Point[]): string {
  if (upper.length === 0) return '';
  return `${path([...upper, ...[...lower].reverse()])}Z`;
}
