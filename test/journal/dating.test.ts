import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextStamp, type Stamp } from '../../src/journal/dating.ts';
import { runs } from '../../testbed/support/generated.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { newsInWords, overInWords, troubleInWords } from '../../testbed/support/troubles.ts';
import { readingAt } from './reading-at.ts';
import { createScene, powers } from './scene.ts';

/** A clock that still has the time of its power-on. */
const UNSET = { part: 'clock', kind: 'unset', waits: true } as const;
const real = Date.UTC(2026, 6, 28, 10, 0, 0);

test('a clock in 1970 dates no Reading, and dates all of them once it is set', () => {
  const { open, take, clock, query } = createScene();
  clock.wallMs = 40_000;
  const journal = open();
  take(journal, 'linky', 1, 2);
  journal.commit();
  expect(journal.read(0, 9)).toEqual([]);
  expect(query('SELECT * FROM block')).toEqual([]);
  clock.wallMs = real;
  journal.commit();
  expect(journal.read(0, 9).map(({ atMs }) => atMs)).toEqual([real - 2_000, real - 1_000]);
});

test('committed entries can be read while the clock is not set', () => {
  const { open, take, clock } = createScene();
  const first = open();
  take(first, 'linky', 1);
  first.close();
  clock.wallMs = 40_000;
  const second = open();
  take(second, 'linky', 2);
  expect(powers(second)).toEqual([1]);
});

test('the log says once, after a minute, that the clock is not set, and once that it is set', () => {
  const { open, pass, clock, said } = createScene();
  clock.wallMs = 40_000;
  const journal = open();
  pass(59_999);
  journal.commit();
  expect(said).toEqual([]);
  pass(1);
  journal.commit();
  pass(MINUTE_MS);
  journal.commit();
  expect(said).toEqual([`warn ${troubleInWords(UNSET)}`]);
  clock.wallMs = real;
  journal.commit();
  journal.commit();
  expect(said.slice(1)).toEqual([`info ${overInWords(UNSET)}`]);
});

test('the Readings of a meter that is ahead of the clock wait until network time has come', () => {
  const { open, clock, pass } = createScene();
  const journal = open();
  journal.take('linky', readingAt(clock.nowMs, { meterClockMs: clock.wallMs + 60 * MINUTE_MS }));
  pass(4 * MINUTE_MS);
  journal.commit();
  expect(journal.read(0, 9)).toEqual([]);
  clock.wallMs += 60 * MINUTE_MS;
  expect(journal.read(0, 9).map(({ atMs }) => atMs)).toEqual([real + 60 * MINUTE_MS]);
});

test('a meter that stays ahead is believed for five minutes only, and the log says once by how much it is ahead', () => {
  const { open, clock, pass, said } = createScene();
  const journal = open();
  journal.take('linky', readingAt(clock.nowMs, { meterClockMs: clock.wallMs + 63 * MINUTE_MS }));
  pass(5 * MINUTE_MS);
  journal.commit();
  journal.commit();
  expect(journal.read(0, 9).map(({ atMs }) => atMs)).toEqual([real]);
  expect(said).toEqual([
    `warn ${troubleInWords({ part: 'clock', kind: 'behind', byMs: 63 * MINUTE_MS, waits: false })}`,
  ]);
});

test('while the clock is not set memory is bounded: the oldest are dropped, said once, and counted at the end', () => {
  const { open, clock, path, said } = createScene();
  clock.wallMs = 40_000;
  const journal = open();
  for (let index = 0; index < 20_003; index++) {
    journal.take('linky', readingAt(clock.nowMs + index, { apparentPowerVA: index }));
  }
  expect([journal.begin, journal.end]).toEqual([3, 20_003]);
  expect(said).toEqual([
    `error ${troubleInWords({ part: 'history', kind: 'dropping', path, says: '', most: 20_000 })}`,
  ]);
  clock.wallMs = real;
  journal.commit();
  expect(said.slice(1)).toEqual([`warn ${newsInWords({ part: 'history', kind: 'dropped', count: 3 })}`]);
  expect(powers(journal, 0, 3)).toEqual([3, 4, 5]);
  expect(powers(journal, 20_000, 99)).toEqual([20_000, 20_001, 20_002]);
});

test('the log counts the Readings that have no date at the stop', () => {
  const { open, take, clock, said } = createScene();
  clock.wallMs = 40_000;
  const journal = open();
  take(journal, 'linky', 1, 2);
  journal.close();
  expect(said).toEqual([`warn ${newsInWords({ part: 'history', kind: 'unwritten', count: 2 })}`]);
});

const happening = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('maison', 'atelier').map((meter) => ({ kind: 'take' as const, meter })) },
  { weight: 8, arbitrary: fc.constantFrom(500, 1_000, 1_500).map((ms) => ({ kind: 'pass' as const, ms })) },
  { weight: 3, arbitrary: fc.constant({ kind: 'commit' as const }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(-9_000, -3_000, -2_000, -1_500, -500, 4_000)
      .map((ms) => ({ kind: 'step' as const, ms })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'read' as const }) },
);

test('no two entries of a meter have the same time, however the clock steps and whatever is restarted between', () => {
  fc.assert(
    fc.property(fc.array(happening, { minLength: 20, maxLength: 150 }), (happenings) => {
      const { open, clock, pass } = createScene();
      let journal = open();
      for (const happening of happenings) {
        if (happening.kind === 'take') journal.take(happening.meter, readingAt(clock.nowMs));
        if (happening.kind === 'pass') pass(happening.ms);
        if (happening.kind === 'commit') journal.commit();
        if (happening.kind === 'step') clock.wallMs += happening.ms;
        if (happening.kind === 'read') journal.read(journal.end - 1, 1);
        if (happening.kind !== 'restart') continue;
        journal.close();
        journal = open();
      }
      const entries = journal.read(0, 999);
      journal.close();
      expect(entries.map(({ position }) => position)).toEqual(entries.map((_, index) => index));
      expect(new Set(entries.map(({ meter, atMs }) => `${meter} ${atMs}`)).size).toBe(entries.length);
    }),
    runs(30),
  );
});

test('after the clock was set back, new Readings get times that none in memory has', () => {
  const { open, take, clock } = createScene();
  const journal = open();
  take(journal, 'linky', 1, 2, 3);
  journal.read(0, 9);
  clock.wallMs -= 3_000;
  take(journal, 'linky', 4, 5);
  expect(journal.read(0, 9).map(({ atMs }) => atMs - real)).toEqual([0, 1_000, 2_000, 1, 1_001]);
});

test('after the clock was set back by an hour, new Readings get times that no stored one has', () => {
  const { open, clock, pass } = createScene();
  const journal = open();
  const beganAtMs = clock.wallMs;
  const takeHour = () => {
    for (let second = 0; second < 3_600; second += 60) {
      journal.take('linky', readingAt(clock.nowMs));
      pass(60_000);
      journal.commit();
    }
  };
  takeHour();
  clock.wallMs = beganAtMs;
  takeHour();
  const times = journal.read(0, 999).map(({ atMs }) => atMs);
  const minutes = Array.from({ length: 60 }, (_, index) => beganAtMs + index * MINUTE_MS);
  expect(times).toEqual([...minutes, ...minutes.map((atMs) => atMs + 1)]);
});

/** Dates successive frames: each comes `afterMs` after the one before, and the clock is set by `byMs` before it. */
function stampAll(steps: readonly { readonly afterMs: number; readonly byMs: number }[]) {
  const used = new Set<number>();
  let trueMs = 1_800_000_000_000;
  let last: Stamp | undefined;
  return steps.map(({ afterMs, byMs }) => {
    trueMs += afterMs + byMs;
    last = nextStamp(trueMs, last, (ms) => used.has(ms));
    const isNew = !used.has(last.atMs);
    used.add(last.atMs);
    return { isNew, offMs: last.atMs - trueMs };
  });
}

const afterMs = fc.oneof(fc.nat(3), fc.double({ min: 0, max: 3_000, noNaN: true }));
const step = fc.record({
  afterMs,
  byMs: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: -9_000, max: 9_000 })),
});
const manySteps = fc.array(step, { minLength: 1, maxLength: 200 });

test('no two frames get the same time, however the clock is set', () => {
  fc.assert(
    fc.property(manySteps, (steps) => {
      expect(stampAll(steps).filter(({ isNew }) => !isNew)).toEqual([]);
    }),
  );
});

test('a date is off by two seconds at most, and a millisecond for each frame before, however the clock is set', () => {
  fc.assert(
    fc.property(manySteps, (steps) => {
      for (const { offMs } of stampAll(steps)) {
        expect(offMs).toBeGreaterThanOrEqual(-0.5);
        expect(offMs).toBeLessThan(2_000.5 + steps.length);
      }
    }),
  );
});

const LATEST = { atMs: 10_000, trueMs: 10_000 };

test.each<[string, number, Stamp | undefined, readonly number[], Stamp]>([
  ['the first frame gets its own time', 1_000.4, undefined, [], { atMs: 1_000, trueMs: 1_000 }],
  ['a later frame gets its own time', 13_000, LATEST, [], { atMs: 13_000, trueMs: 13_000 }],
  ['a frame of the same chunk is a millisecond later', 10_000, LATEST, [], { atMs: 10_001, trueMs: 10_000 }],
  [
    'while the clock is slewed back a frame follows the last by a millisecond',
    9_000,
    LATEST,
    [],
    { atMs: 10_001, trueMs: 10_000 },
  ],
  ['after the clock was set back a frame gets its own time', 8_000, LATEST, [], { atMs: 8_000, trueMs: 8_000 }],
  [
    'a frame whose time is used gets the next unused one',
    8_000,
    LATEST,
    [8_000, 8_001],
    { atMs: 8_002, trueMs: 8_000 },
  ],
  [
    'a burst, whose dates run ahead of the clock, is not taken for a clock that was set back',
    10_000,
    { atMs: 30_000, trueMs: 10_000 },
    [],
    { atMs: 30_001, trueMs: 10_000 },
  ],
  ['nor is the frame after a burst', 11_000, { atMs: 30_000, trueMs: 10_000 }, [], { atMs: 30_001, trueMs: 11_000 }],
])('%s', (_, trueMs, last, used, stamp) => {
  expect(nextStamp(trueMs, last, (ms) => used.includes(ms))).toEqual(stamp);
});

test('each of 20 000 frames that come at once looks up one time only', () => {
  let looks = 0;
  let last: Stamp | undefined;
  for (let frame = 0; frame < 20_000; frame += 1) {
    last = nextStamp(1_000, last, () => {
      looks += 1;
      return false;
    });
  }
  expect(looks).toBe(20_000);
  expect(last).toEqual({ atMs: 20_999, trueMs: 1_000 });
});
