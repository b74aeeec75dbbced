import { describe, expect, it } from 'vitest';
import type { DicomJson } from './dicomJson';
import { frameOf, instanceAndFrame } from './frames';

const value = (...values: unknown[]) => ({ vr: 'DS', Value: values });
const group = (...macros: [string, DicomJson][]) =>
  Object.fromEntries(macros.map(([tag, item]) => [tag, { vr: 'SQ', Value: [item] }]));

const classic: DicomJson = { '00080018': value('1.2'), '00200032': value(1, 2, 3) };
const enhanced: DicomJson = {
  '00080018': value('1.2'),
  '00280008': value(2),
  '52009229': {
    vr: 'SQ',
    Value: [group(['00289110', { '00280030': value(0.5, 0.5) }], ['00289145', { '00281053': value(1) }])],
  },
  '52009230': {
    vr: 'SQ',
    Value: [
      group(['00209113', { '00200032': value(0, 0, 10) }], ['00289145', { '00281053': value(3) }]),
      group(['00209113', { '00200032': value(0, 0, 20) }]),
    ],
  },
};

describe('a slice of a series', () => {
  it('is named by its instance, and by its frame where there are several', () => {
    expect(instanceAndFrame('1.2.3')).toEqual({ uid: '1.2.3', frame: 1 });
    expect(instanceAndFrame('1.2.3/40')).toEqual({ uid: '1.2.3', frame: 40 });
  });

  it('is the instance itself where that has one frame', () => {
    expect(frameOf(classic, 1)).toBe(classic);
  });

  it('has its own functional groups before the shared ones, and no frames any more', () => {
    expect(frameOf(enhanced, 1)).toEqual({
      '00080018': value('1.2'),
      '00200032': value(0, 0, 10),
      '00280030': value(0.5, 0.5),
      '00281053': value(3),
    });
    expect(frameOf(enhanced, 2)['00281053']).toEqual(value(1));
  });

  it('leaves the instance, and so the other frames, as they were', () => {
    const before = JSON.stringify(enhanced);
    const first = frameOf(enhanced, 1);
    frameOf(enhanced, 2);
    expect(first['00200032']).toEqual(value(0, 0, 10));
    expect(JSON.stringify(enhanced)).toBe(before);
  });
});
