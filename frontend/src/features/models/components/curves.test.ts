import { expect, test } from 'vitest';
import { seriesOf } from './curves';

test('points of loss and of Dice are told apart, a Dice of 0 is a Dice', () => {
  const curve = [
    { step: 1, seconds: 1, loss: 0.9, dice: null },
    { step: 10, seconds: 2, loss: null, dice: 0 },
    { step: 11, seconds: 3, loss: 0.5, dice: null },
  ];
  expect(seriesOf(curve)).toEqual({
    loss: [
      { step: 1, value: 0.9 },
      { step: 11, value: 0.5 },
    ],
    dice: [{ step: 10, value: 0 }],
  });
});
