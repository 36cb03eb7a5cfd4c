import { describe, expect, test } from 'vitest';
import { mirrorDisplay } from '../../../homebridge-ui/page/model/mirror-display.ts';
import { pageWordsIn } from '../../../homebridge-ui/page/model/page-words.ts';

const words = pageWordsIn('en', ['en-GB'], 'Europe/Paris');
const NOW_MS = 1_000_000;

describe('the display of the mirror', () => {
  const well = { state: 'delivering', pending: 3, delivered: 4200, refused: 0, dropped: 0 } as const;

  test('while it delivers has the numbers of frames, and no old error', () => {
    const { state, isWell, facts, lastError } = mirrorDisplay({ ...well, lastError: 'ETIMEDOUT' }, NOW_MS, words);
    expect({ state, isWell, lastError }).toEqual({ state: 'Every frame arrives', isWell: true, lastError: undefined });
    expect(facts).toEqual([
      { name: 'Frames sent since the start', value: '4,200' },
      { name: 'Frames to be sent', value: '3' },
    ]);
  });

  test('says that a stranger answers, and what to do', () => {
    const status = { ...well, state: 'misconfigured', mistake: 'stranger', lastError: '204' } as const;
    const { state, isWell, about } = mirrorDisplay(status, NOW_MS, words);
    expect({ state, isWell }).toEqual({
      state: 'What answers there does not show that it is an InfluxDB',
      isWell: false,
    });
    expect(about).toContain('Check the address and the port');
  });

  test('is well when the database cannot be verified, and says what that means', () => {
    const { state, isWell, about } = mirrorDisplay({ ...well, unverified: true }, NOW_MS, words);
    expect({ state, isWell }).toEqual({ state: 'Takes every frame, but cannot be verified', isWell: true });
    expect(about).toContain('stays on this machine too');
  });

  test('names refused series, with the reason and what to do', () => {
    const refusedSeries = [{ series: 'linky_tic,meter=linky', says: 'field type conflict' }];
    const status = { ...well, state: 'clash', lastError: 'over', refusedSeries, refusedSeriesInAll: 4 } as const;
    const { state, isWell, refused, lastError } = mirrorDisplay(status, NOW_MS, words);
    expect({ state, isWell, lastError }).toEqual({
      state: 'Refuses some of the points, and takes all others. It needs a database of its own',
      isWell: false,
      lastError: undefined,
    });
    expect(refused).toEqual({
      series: [{ name: 'linky_tic,meter=linky', value: 'field type conflict' }],
      more: 'and 3 more',
      advice: expect.stringContaining('linky-tic history send'),
    });
  });

  test('counts what the database has accepted apart from what is to be sent', () => {
    const { facts } = mirrorDisplay({ ...well, state: 'unreachable', pending: 597, doubted: 590 }, NOW_MS, words);
    expect(facts.slice(1)).toEqual([
      { name: 'Frames to be sent', value: '7' },
      { name: 'Accepted, and sent once more to be sure', value: '590' },
    ]);
  });

  test('in trouble has the age of the oldest frame to send, the refused points, and the database’s error', () => {
    const status = {
      ...well,
      state: 'unreachable',
      refused: 2,
      oldestPendingAtMs: NOW_MS - 720_000,
      lastError: 'no',
    } as const;
    const { isWell, facts, lastError } = mirrorDisplay(status, NOW_MS, words);
    expect({ isWell, lastError }).toEqual({ isWell: false, lastError: 'no' });
    expect(facts.slice(2)).toEqual([
      { name: 'Oldest to be sent', value: '12 minutes ago' },
      { name: 'Points refused for good', value: '2' },
    ]);
  });
});
