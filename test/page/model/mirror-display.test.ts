import { describe, expect, test } from 'vitest';
import { mirrorDisplay } from '../../../homebridge-ui/page/model/mirror-display.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';

const words = pageWordsIn('en', ['en-GB'], 'Europe/Paris');
const NOW_MS = 1_000_000;

describe('the display of the mirror', () => {
  const well = { state: 'delivering', pending: 3, delivered: 4200, refused: 0 } as const;

  test('while it delivers has the numbers of frames', () => {
    const { state, facts } = mirrorDisplay(well, false, NOW_MS, words);
    expect(state).toBe('Every frame arrives');
    expect(facts).toEqual([
      { name: 'Frames sent since the start', value: '4,200' },
      { name: 'Frames in the next batch', value: '3' },
    ]);
  });

  test('tells for how long the oldest frame has waited once that is 30 s', () => {
    const factsAfter = (ms: number) =>
      mirrorDisplay({ ...well, oldestPendingAtMs: NOW_MS - ms }, false, NOW_MS, words).facts.slice(1);
    expect(factsAfter(29_999)).toEqual([{ name: 'Frames in the next batch', value: '3' }]);
    expect(factsAfter(30_000)).toEqual([
      { name: 'Frames to be sent', value: '3' },
      { name: 'Oldest to be sent', value: '30 seconds ago' },
    ]);
  });

  test.each([
    ['delivering', true],
    ['starting', false],
  ] as const)('does not call frames the next batch while it is %s, and in trouble: %s', (state, isInTrouble) => {
    const { facts } = mirrorDisplay({ ...well, state }, isInTrouble, NOW_MS, words);
    expect(facts[1]).toEqual({ name: 'Frames to be sent', value: '3' });
  });

  test.each(['clash', 'unreachable', 'busy', 'misconfigured'] as const)(
    'says nothing of its own about what is wrong: %s',
    (state) => {
      expect(mirrorDisplay({ ...well, state }, false, NOW_MS, words).state).toBeUndefined();
    },
  );

  test('says of nothing that it arrives while the list tells that frames do not', () => {
    expect(mirrorDisplay(well, true, NOW_MS, words).state).toBeUndefined();
  });

  test('names refused measurements, with the reason', () => {
    const refusedMeasurements = [{ measurement: 'linky_tic', says: 'field type conflict' }];
    expect(mirrorDisplay({ ...well, state: 'clash', refusedMeasurements }, true, NOW_MS, words).refused).toEqual([
      { name: 'linky_tic', value: 'field type conflict' },
    ]);
  });

  test('has the age of the oldest frame to send, and the refused points', () => {
    const status = { ...well, state: 'unreachable', refused: 2, oldestPendingAtMs: NOW_MS - 720_000 } as const;
    expect(mirrorDisplay(status, true, NOW_MS, words).facts.slice(2)).toEqual([
      { name: 'Oldest to be sent', value: '12 minutes ago' },
      { name: 'Points refused permanently', value: '2' },
    ]);
  });
});
