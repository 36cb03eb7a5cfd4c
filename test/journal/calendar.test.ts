import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readingAt } from './factory.ts';
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
