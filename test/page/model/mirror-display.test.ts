import { describe, expect, test } from 'vitest';
import { mirrorDisplay } from '../../../homebridge-ui/page/model/mirror-display.ts';
import { pageWordsIn } from '../../../homebridge-ui/page/model/page-words.ts';

const words = pageWordsIn('en', ['en-GB'], 'Europe/Paris');
const NOW_MS = 1_000_000;

describe('the mirror', () => {
  const well = { state: 'delivering', pending: 3, delivered: 4200, refused: 0, dropped: 0 } as const;

  test('that delivers tells what it sent, and no old error', () => {
    const { says, isWell, facts, lastError } = mirrorDisplay({ ...well, lastError: 'ETIMEDOUT' }, NOW_MS, words);
    expect({ says, isWell, lastError }).toEqual({ says: 'Every frame arrives', isWell: true, lastError: undefined });
    expect(facts).toEqual([
      { name: 'Frames sent since the start', value: '4,200' },
      { name: 'Frames to be sent', value: '3' },
    ]);
  });

  test('that meets a stranger says so, and what to do', () => {
    const status = { ...well, state: 'misconfigured', mistake: 'stranger', lastError: '204' } as const;
    const { says, isWell, about } = mirrorDisplay(status, NOW_MS, words);
    expect({ says, isWell }).toEqual({
      says: 'What answers there does not show that it is an InfluxDB',
      isWell: false,
    });
    expect(about).toContain('Check the address and the port');
  });

  test('that cannot be verified is well, and says what that means', () => {
    const { says, isWell, about } = mirrorDisplay({ ...well, unverified: true }, NOW_MS, words);
    expect({ says, isWell }).toEqual({ says: 'Takes every frame, but cannot be verified', isWell: true });
    expect(about).toContain('stays on this machine too');
  });

  test('of which some series are refused names them, and says why and what to do', () => {
    const refusedSeries = [{ series: 'linky_tic,meter=linky', says: 'field type conflict' }];
    const { says, isWell, refused } = mirrorDisplay({ ...well, refusedSeries, refusedSeriesInAll: 4 }, NOW_MS, words);
    expect({ says, isWell }).toEqual({ says: 'Refuses some series: the rest arrives', isWell: false });
    expect(refused).toEqual({
      series: [{ name: 'linky_tic,meter=linky', value: 'field type conflict' }],
      more: 'and 3 more',
      says: expect.stringContaining('linky-tic history send'),
    });
  });

  test('in trouble tells since when, what it lost, and what the database said', () => {
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
