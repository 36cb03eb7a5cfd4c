import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextStamp, type Stamp } from '../../src/journal/dating.ts';
import { readingAt } from './reading-at.ts';
import { createScene, powers, texts } from './scene.ts';

const minute = 60_000;
const real = Date.UTC(2026, 6, 28, 10, 0, 0);

test('a clock in 1970 dates nothing; set, it dates everything', () => {
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

test('what was committed before is read while the clock is not set', () => {
  const { open, take, clock } = createScene();
  const first = open();
  take(first, 'linky', 1);
  first.close();
  clock.wallMs = 40_000;
  const second = open();
  take(second, 'linky', 2);
  expect(powers(second)).toEqual([1]);
});

test('a clock that is not set is said once, after a minute, and once when it is', () => {
  const { open, pass, clock, said } = createScene();
  clock.wallMs = 40_000;
  const journal = open();
  pass(59_999);
  journal.commit();
  expect(said).toEqual([]);
  pass(1);
  journal.commit();
  pass(minute);
  journal.commit();
  expect(said).toEqual([`warn: ${texts.clockWaits}`]);
  clock.wallMs = real;
  journal.commit();
  journal.commit();
  expect(said.slice(1)).toEqual([`info: ${texts.clockSet}`]);
});

test('a meter that is ahead is waited for until network time comes', () => {
  const { open, clock, pass } = createScene();
  const journal = open();
  journal.take('linky', readingAt(clock.nowMs, { meterClockMs: clock.wallMs + 60 * minute }));
  pass(4 * minute);
  journal.commit();
  expect(journal.read(0, 9)).toEqual([]);
  clock.wallMs += 60 * minute;
  expect(journal.read(0, 9).map(({ atMs }) => atMs)).toEqual([real + 60 * minute]);
});

test('a meter that stays ahead is not believed for more than five minutes, and that is said once', () => {
  const { open, clock, pass, said } = createScene();
  const journal = open();
  journal.take('linky', readingAt(clock.nowMs, { meterClockMs: clock.wallMs + 63 * minute }));
  pass(5 * minute);
  journal.commit();
  journal.commit();
  expect(journal.read(0, 9).map(({ atMs }) => atMs)).toEqual([real]);
  expect(said).toEqual([`warn: ${texts.clockDisputed(63 * minute)}`]);
});

test('memory is bounded while the clock is not set: the oldest go, which is said once with their number', () => {
  const { open, clock, said } = createScene();
  clock.wallMs = 40_000;
  const journal = open();
  for (let index = 0; index < 20_003; index++) {
    journal.take('linky', readingAt(clock.nowMs + index, { apparentPowerVA: index }));
  }
  expect([journal.begin, journal.end]).toEqual([3, 20_003]);
  expect(said).toEqual([`warn: ${texts.forgetting(20_000)}`]);
  clock.wallMs = real;
  journal.commit();
  expect(said.slice(1)).toEqual([`info: ${texts.written(3)}`]);
  expect(powers(journal, 0, 3)).toEqual([3, 4, 5]);
  expect(powers(journal, 20_000, 99)).toEqual([20_000, 20_001, 20_002]);
});

test('readings that are still undated at the stop are counted', () => {
  const { open, take, clock, said } = createScene();
  clock.wallMs = 40_000;
  const journal = open();
  take(journal, 'linky', 1, 2);
  journal.close();
  expect(said).toEqual([`warn: ${texts.unwritten(2)}`]);
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
    { numRuns: 60 },
  );
});

test('a clock set back before the commit dates what comes around what is in memory', () => {
  const { open, take, clock } = createScene();
  const journal = open();
  take(journal, 'linky', 1, 2, 3);
  journal.read(0, 9);
  clock.wallMs -= 3_000;
  take(journal, 'linky', 4, 5);
  expect(journal.read(0, 9).map(({ atMs }) => atMs - real)).toEqual([0, 1_000, 2_000, 1, 1_001]);
});

test('a clock set back by an hour dates what comes around what is stored', () => {
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
  const minutes = Array.from({ length: 60 }, (_, index) => beganAtMs + index * minute);
  expect(times).toEqual([...minutes, ...minutes.map((atMs) => atMs + 1)]);
});

/** Stamps one frame after another, each of which takes `afterMs`, with the clock set by `byMs` before it. */
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

test('no two stamps are alike, however the clock is set', () => {
  fc.assert(
    fc.property(manySteps, (steps) => {
      expect(stampAll(steps).filter(({ isNew }) => !isNew)).toEqual([]);
    }),
  );
});

test('no stamp is further from its true time than the clock may be adjusted, but for those in its way', () => {
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
  ['the first frame has its true time', 1_000.4, undefined, [], { atMs: 1_000, trueMs: 1_000 }],
  ['a later frame has its true time', 13_000, LATEST, [], { atMs: 13_000, trueMs: 13_000 }],
  ['a frame of the same chunk follows the one before', 10_000, LATEST, [], { atMs: 10_001, trueMs: 10_000 }],
  ['a clock that is adjusted back is waited for', 9_000, LATEST, [], { atMs: 10_001, trueMs: 10_000 }],
  ['a clock that is set back is followed', 8_000, LATEST, [], { atMs: 8_000, trueMs: 8_000 }],
  ['a time that was used is passed over', 8_000, LATEST, [8_000, 8_001], { atMs: 8_002, trueMs: 8_000 }],
  [
    'a burst, whose stamps run ahead, is no clock that was set back',
    10_000,
    { atMs: 30_000, trueMs: 10_000 },
    [],
    { atMs: 30_001, trueMs: 10_000 },
  ],
  ['nor is the frame after it', 11_000, { atMs: 30_000, trueMs: 10_000 }, [], { atMs: 30_001, trueMs: 11_000 }],
])('%s', (_, trueMs, last, used, stamp) => {
  expect(nextStamp(trueMs, last, (ms) => used.includes(ms))).toEqual(stamp);
});

test('of 20 000 frames that come at once, each looks at one time only', () => {
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
