import { describe, expect, test } from 'vitest';
import { createRuns } from '../../src/influx/run.ts';

const HOUR_MS = 3_600_000;
const lineAt = (at: number, series = 'linky,meter=a') => `${series} v=1 ${at}`;

test('one line that is refused sixteen times is no clash', () => {
  const runs = createRuns();
  for (let time = 0; time < 20; time += 1) expect(runs.refuse(lineAt(1), 0)).toBeUndefined();
  expect(runs.held).toEqual([]);
});

test('sixteen lines with a stored one between them are no clash', () => {
  const runs = createRuns();
  for (let at = 0; at < 15; at += 1) runs.refuse(lineAt(at), 0);
  runs.store([lineAt(15)]);
  expect(runs.refuse(lineAt(16), 0)).toBeUndefined();
});

test('a clash begins where the first batch of its series began, whatever else is refused', () => {
  const runs = createRuns();
  runs.refuse(lineAt(1, 'linky_info,meter=a'), 3);
  refuseAll(runs, 10);
  expect(runs.held).toMatchObject([{ measurement: 'linky', from: 10 }]);
  expect([runs.before(7), runs.before(50)]).toEqual([7, 10]);
});

test('a clash tells once how many of its lines were given up before', () => {
  const runs = createRuns();
  for (let at = 0; at < 15; at += 1) runs.refuse(lineAt(at), 0);
  runs.giveUp([lineAt(0), lineAt(1), lineAt(0, 'linky,meter=b')]);
  expect(runs.refuse(lineAt(15), 0)).toEqual({ measurement: 'linky', from: 0, givenUp: 2 });
  expect(runs.refuse(lineAt(16), 0)).toMatchObject({ givenUp: 0 });
});

describe('what is held back', () => {
  const both = [lineAt(20), lineAt(20, 'linky,meter=b')];

  test('is left out for an hour, and for another when it is refused again', () => {
    let nowMs = 0;
    const runs = createRuns(() => nowMs);
    refuseAll(runs, 0);
    for (const again of [1, 2, 3]) {
      expect(runs.without(both)).toEqual([both[1]]);
      nowMs = again * HOUR_MS - 1;
      expect(runs.without(both)).toEqual([both[1]]);
      nowMs = again * HOUR_MS;
      expect(runs.without(both)).toEqual(both);
      runs.refuse(lineAt(20 + again), 20);
    }
  });

  test('is held back no longer once it is stored', () => {
    const runs = createRuns(() => 0);
    refuseAll(runs, 0);
    runs.store([lineAt(30)]);
    expect(runs.held).toEqual([]);
    expect(runs.without(both)).toEqual(both);
  });
});

function refuseAll(runs: ReturnType<typeof createRuns>, from: number): void {
  for (let at = 0; at < 16; at += 1) runs.refuse(lineAt(at), from);
}
