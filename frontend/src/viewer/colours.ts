/** Colours of the overlay, read once from the design tokens: what is drawn on an image has the same names as chrome. */

export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

export interface Palette {
  /** `--label-1` to `--label-12`, as CSS and as bytes. */
  labels: readonly { css: string; rgba: Rgba }[];
  halo: string;
  onImage: string;
  /** The dark edge of words on an image. */
  shade: string;
  crosshair: string;
  /** 256 entries of RGBA: the ember ramp, transparent under 0.2, at most 62 % opaque. */
  doubt: Uint8ClampedArray;
}

const HIGHEST_OPACITY = 0.62;

/** Reads "#rrggbb" and "rgba(r, g, b, a)", the two forms a canvas answers in; alpha 0 to 1. RangeError otherwise. */
export function parseColour(text: string): Rgba {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text.trim());
  if (hex) {
    const byte = (n: number) => Number.parseInt(hex[n] ?? '0', 16);
    return [byte(1), byte(2), byte(3), 1];
  }
  const numbers = /^rgba?\(([^)]*)\)$/i.exec(text.trim())?.[1]?.match(/[\d.]+/g);
  if (numbers && numbers.length >= 3) {
    const [red = 0, green = 0, blue = 0, alpha = 1] = numbers.map(Number);
    return [red, green, blue, alpha];
  }
  throw new RangeError(`"${text}" is not a colour of the form #rrggbb or rgba(r, g, b, a).`);
}

/** Brings any CSS colour to those two forms: a build may shorten what tokens.css says, with or without alpha. */
function normalised(css: string): string {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) return css;
  context.fillStyle = css;
  return context.fillStyle;
}

/** Any colour that CSS can say. */
export function readColour(css: string): Rgba {
  return parseColour(normalised(css));
}

/** Entry `i` is the colour of entropy i / 255; the five stops stand at 0.2, 0.4, 0.6, 0.8 and 1. */
export function doubtRamp(stops: readonly Rgba[]): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256 * 4);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255 - 0.2) / 0.2;
    if (place < 0) continue;
    const low = Math.min(stops.length - 2, Math.floor(place));
    const share = Math.min(1, place - low);
    const a = stops[low];
    const b = stops[low + 1];
    if (!a || !b) continue;
    for (let channel = 0; channel < 3; channel++) {
      table[i * 4 + channel] = (a[channel] ?? 0) * (1 - share) + (b[channel] ?? 0) * share;
    }
    table[i * 4 + 3] = 255 * HIGHEST_OPACITY * (a[3] * (1 - share) + b[3] * share);
  }
  return table;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string) => {
    const value = style.getPropertyValue(name).trim();
    if (!value) throw new Error(`tokens.css is not loaded: ${name} has no value.`);
    return value;
  };
  const labels = Array.from({ length: 12 }, (_, i) => {
    const css = read(`--label-${i + 1}`);
    return { css, rgba: readColour(css) };
  });
  return {
    labels,
    halo: read('--label-halo'),
    onImage: read('--on-image'),
    shade: read('--canvas'),
    crosshair: read('--crosshair'),
    doubt: doubtRamp([0, 1, 2, 3, 4].map((i) => readColour(read(`--u-${i}`)))),
  };
}

let shared: Palette | null = null;

/** The palette of the page, read the first time that a layer draws. */
export function sharedPalette({ canvas }: CanvasRenderingContext2D): Palette {
  shared ??= readPalette(canvas);
  return shared;
}

/** The colour of a label; beyond twelve the hues repeat. */
export function labelColour(palette: Palette, colour: number): { css: string; rgba: Rgba } {
  const found = palette.labels[(colour - 1) % palette.labels.length];
  if (!found) throw new RangeError(`Label colours count from 1, not ${colour}.`);
  return found;
}
