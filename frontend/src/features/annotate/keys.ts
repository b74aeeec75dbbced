/** Every key of the editor: what it asks for, and the sheet behind "?". */

export type Act =
  | { kind: 'tool'; tool: 'select' | 'brush' | 'erase' | 'threshold' | 'fill' | 'window' }
  | { kind: 'size'; step: 1 | -1 }
  | { kind: 'label'; position: number }
  | { kind: 'preset'; position: number }
  | { kind: 'slice'; step: number }
  | {
      kind:
        | 'hide-all'
        | 'doubt'
        | 'next-place'
        | 'previous-place'
        | 'comment'
        | 'undo'
        | 'redo'
        | 'submit'
        | 'skip'
        | 'flag'
        | 'keys'
        | 'invert'
        | 'reset-view';
    };

const tools: Record<string, Extract<Act, { kind: 'tool' }>['tool']> = {
  v: 'select',
  b: 'brush',
  e: 'erase',
  t: 'threshold',
  f: 'fill',
  w: 'window',
};

const simple: Record<string, Act> = {
  h: { kind: 'hide-all' },
  u: { kind: 'doubt' },
  n: { kind: 'next-place' },
  m: { kind: 'comment' },
  z: { kind: 'undo' },
  y: { kind: 'redo' },
  '?': { kind: 'keys' },
  '[': { kind: 'size', step: -1 },
  ']': { kind: 'size', step: 1 },
  '*': { kind: 'reset-view' },
  arrowup: { kind: 'slice', step: 1 },
  arrowdown: { kind: 'slice', step: -1 },
  pageup: { kind: 'slice', step: 10 },
  pagedown: { kind: 'slice', step: -10 },
};

const shifted: Record<string, Act> = {
  n: { kind: 'previous-place' },
  s: { kind: 'skip' },
  f: { kind: 'flag' },
  i: { kind: 'invert' },
  '?': { kind: 'keys' },
  '*': { kind: 'reset-view' },
};

const controlled: Record<string, Act> = {
  z: { kind: 'undo' },
  y: { kind: 'redo' },
  enter: { kind: 'submit' },
};

const labelRow = '1234567890-=';

export interface Key {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** What a key asks for, or null for one that means nothing here. Letters count by what they print. */
export function actOf(event: Key): Act | null {
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (key === 'z' && event.shiftKey) return { kind: 'redo' };
    return controlled[key] ?? null;
  }
  if (event.altKey) {
    const digit = /^Digit([1-5])$/.exec(event.code)?.[1];
    return digit ? { kind: 'preset', position: Number(digit) - 1 } : null;
  }
  if (event.shiftKey) return shifted[key] ?? null;
  const tool = tools[key];
  if (tool) return { kind: 'tool', tool };
  const position = key.length === 1 ? labelRow.indexOf(key) : -1;
  return position >= 0 ? { kind: 'label', position } : (simple[key] ?? null);
}

export const sheet: readonly { title: string; rows: readonly (readonly [keys: string, does: string])[] }[] = [
  {
    title: 'Tools',
    rows: [
      ['V', 'Select: put the crosshair'],
      ['B', 'Brush'],
      ['E', 'Eraser'],
      ['T', 'Threshold brush'],
      ['F', 'Fill a region'],
      ['W', 'Window / level'],
      ['[  ]', 'Smaller or larger brush'],
      ['Shift (held)', 'Paint a ball over several slices'],
      ['Z  or  Ctrl Z', 'Undo'],
      ['Y  or  Ctrl Y', 'Redo'],
    ],
  },
  {
    title: 'Labels and doubt',
    rows: [
      ['1 to 9, 0, -, =', 'Take a label in hand'],
      ['H', 'Hide or show all labels'],
      ['U', 'Uncertainty'],
      ['N  and  Shift N', 'Next and previous doubtful place'],
    ],
  },
  {
    title: 'Looking',
    rows: [
      ['Wheel, Up, Down', 'Slice'],
      ['Page up, Page down', 'Ten slices'],
      ['Space + drag', 'Pan'],
      ['Ctrl + wheel, right drag', 'Zoom'],
      ['Shift *', 'Whole slice again'],
      ['Alt 1 to 5', 'Window preset'],
      ['Shift I', 'Invert'],
    ],
  },
  {
    title: 'Case',
    rows: [
      ['Ctrl Enter', 'Submit and open the next'],
      ['Shift S', 'Skip'],
      ['Shift F', 'Flag for the lead'],
      ['M', 'Comment on this slice'],
      ['?', 'This sheet'],
    ],
  },
];
