import { expect, test } from 'vitest';
import { doubtRamp, parseColour } from './colours';

test('the forms that a canvas answers in are read', () => {
  expect(parseColour('#a83d0c')).toEqual([168, 61, 12, 1]);
  expect(parseColour('rgb(90 31 10 / 0)')).toEqual([90, 31, 10, 0]);
  expect(parseColour('rgba(255, 255, 255, 0.5)')).toEqual([255, 255, 255, 0.5]);
  expect(() => parseColour('red')).toThrow('"red" is not a colour');
});

test('doubt under 0.2 is not drawn and the most is 62 % opaque', () => {
  const ramp = doubtRamp(['rgb(90 31 10 / 0)', '#a83d0c', '#e87d1e', '#ffb94a', '#fff0c0'].map(parseColour));
  expect(ramp[50 * 4 + 3]).toBe(0);
  expect([...ramp.slice(255 * 4)]).toEqual([255, 240, 192, 158]);
  expect([...ramp.slice(102 * 4, 102 * 4 + 4)]).toEqual([168, 61, 12, 158]);
});
