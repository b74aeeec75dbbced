import type { TrainingRun } from '../api';

export type Series = { step: number; value: number }[];

/** The curve's points by what they measure; each point measures one of the two. */
export function seriesOf(curve: TrainingRun['curve']): { loss: Series; dice: Series } {
  const of = (kind: 'loss' | 'dice'): Series =>
    curve.flatMap((point) => {
      const value = point[kind];
      return value === null || value === undefined ? [] : [{ step: point.step, value }];
    });
  return { loss: of('loss'), dice: of('dice') };
}
