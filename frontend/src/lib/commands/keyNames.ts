/** The part of a keyboard event that says which key it was. */
export interface Key {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

const named: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Escape: 'Esc',
};

/**
 * The name of a key with what is held: "B", "Shift+N", "Ctrl+Enter", "Alt+1", "?".
 *
 * Letters and signs count by what they print, so that the name is what stands on this person's keyboard; Shift is left
 * out where it is what makes the sign. With Alt held the place counts, since some layouts print other signs then.
 */
export function nameOf(event: Key): string {
  const printed = event.key.length === 1 && event.key !== ' ';
  const placed = event.altKey ? /^(?:Digit|Key)(.)$/.exec(event.code)?.[1] : undefined;
  const base = placed ?? (printed ? event.key.toUpperCase() : (named[event.key] ?? event.key));
  const isSign = printed && !placed && event.key.toLowerCase() === event.key.toUpperCase();
  const held = [
    (event.ctrlKey || event.metaKey) && 'Ctrl',
    event.altKey && 'Alt',
    event.shiftKey && !isSign && 'Shift',
  ];
  return [...held.filter(Boolean), base].join('+');
}

/** For people: "Shift N". */
export const shown = (key: string): string => key.replace(/\+(?=.)/g, ' ');

/** Whether a key goes into a text field: then it is a letter, not a command. */
export function isTyping(event: Event): boolean {
  const { target } = event;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type=checkbox], [type=range]), textarea, select'))
  );
}
