import { describe, expect, test } from 'vitest';
import { mirrorDisplay } from '../../../homebridge-ui/page/model/mirror-display.ts';
import { pageWordsIn } from '../../../testbed/support/page-words.ts';

const words = pageWordsIn('en', ['en-GB'], 'Europe/Paris');
const NOW_MS = 1_000_000;

describe('the display of the mirror', () => {
  const well = { state: 'delivering', pending: 3, delivered: 4200, refused: 0, dropped: 0 } as const;

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

  test('is well when the database cannot be verified, and says what that means', () => {
    const { state, about } = mirrorDisplay({ ...well, unverified: true }, false, NOW_MS, words);
    expect(state).toBe('Accepts every frame, but this cannot be verified');
    expect(about).toContain('also stays on this machine');
  });

  test.each(['clash', 'unreachable', 'busy', 'misconfigured'] as const)(
    'says nothing of its own about what is wrong: %s',
    (state) => {
      expect(mirrorDisplay({ ...well, state }, false, NOW_MS, words)).not.toHaveProperty('state');
    },
  );

  test('says of nothing that it arrives while the list tells that frames do not', () => {
    expect(mirrorDisplay({ ...well, unverified: true }, true, NOW_MS, words)).toEqual({ facts: expect.any(Array) });
  });

  test('names refused series, with the reason', () => {
    const refusedSeries = [{ series: 'linky_tic,meter=linky', says: 'field type conflict' }];
    const status = { ...well, state: 'clash', refusedSeries, refusedSeriesInAll: 4 } as const;
    expect(mirrorDisplay(status, true, NOW_MS, words).refused).toEqual({
      series: [{ name: 'linky_tic,meter=linky', value: 'field type conflict' }],
      more: 'and 3 more',
    });
  });

  test('counts what the database has accepted apart from what is to be sent', () => {
    const { facts } = mirrorDisplay({ ...well, state: 'unreachable', pending: 597, doubted: 590 }, true, NOW_MS, words);
    expect(facts.slice(1)).toEqual([
      { name: 'Frames to be sent', value: '7' },
      { name: 'Accepted, sent again to be sure', value: '590' },
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
