import { copyFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Day } from '../../src/energy/day.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { runs } from '../../testbed/support/generated.ts';
import { daysOf } from '../../testbed/support/journal-days.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { readingAt } from './reading-at.ts';
import { createScene, type Scene } from './scene.ts';

/** What happens to a journal. Blocks are deleted as `keepDays` and `maxMegabytes` do it: the oldest first. */
type Event =
  | {
      readonly kind: 'frames';
      readonly meter: 'linky' | 'barn';
      readonly count: number;
      readonly everyS: number;
      readonly stepWh: number;
    }
  | { readonly kind: 'period' | 'commit' | 'kill' | 'restart' | 'lose blocks' };

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('frames' as const),
      meter: fc.constantFrom('linky', 'barn'),
      count: fc.integer({ min: 1, max: 12 }),
      everyS: fc.constantFrom(1, 30, 61, 1_000, 7_000, 40_000, 200_000),
      stepWh: fc.integer({ min: 0, max: 5_000 }),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'commit' as const }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('period', 'kill', 'restart', 'lose blocks') }) },
);
/** Those of 36 kVA. More would be another meter. */
const MOST_WH_A_SECOND = 10;
/** Shortly before the clock changes, and before the end of a year. */
const begin = fc.constantFrom('2026-03-28T20:00Z', '2026-10-24T20:00Z', '2026-12-31T20:00Z', '2026-06-01T00:00Z');

interface Frame {
  readonly meter: string;
  readonly atMs: number;
  readonly reading: Reading;
}

test('days add up to what the index counted, whatever commits, kills, restarts and deleted blocks come in between', () => {
  fc.assert(
    fc.property(begin, fc.array(event, { minLength: 5, maxLength: 40 }), (from, events) => {
      const { scene, frames, readMeanwhile } = lived(Date.parse(from), events);
      for (const meter of ['linky', 'barn']) {
        const expected = straightforwardDays(frames.filter((frame) => frame.meter === meter));
        const days = daysIn(scene, meter);
        expect(days).toMatchObject(expected);
        expect(readMeanwhile.get(meter)).toEqual(days);
      }
      remove(scene);
    }),
    runs(40),
  );
});

/** Lets a journal live, and ends with an orderly stop. Gives the frames that were committed. */
function lived(beginMs: number, events: readonly Event[]) {
  let scene = at(beginMs);
  let journal = scene.open();
  const committed: Frame[] = [];
  let waiting: Frame[] = [];
  let [hc, hp, isPeak] = [1_000, 2_000, true];

  function frames({ meter, count, everyS, stepWh }: Event & { kind: 'frames' }): void {
    const energyWh = Math.min(stepWh, MOST_WH_A_SECOND * everyS);
    for (let nth = 0; nth < count; nth += 1) {
      if (isPeak) hp += energyWh;
      else hc += energyWh;
      const reading = readingAt(scene.clock.nowMs, {
        ...{ importedWh: hc + hp, registers: { HCHC: hc, HCHP: hp }, tariff: isPeak ? 'HP..' : 'HC..' },
        ...{ apparentPowerVA: (hc * 7 + hp * 13) % 9_000, exportedWh: hc * 2 },
      });
      journal.take(meter, reading);
      waiting.push({ meter, atMs: scene.clock.wallMs, reading });
      scene.pass(everyS * 1_000);
    }
  }

  function commit(stop: (journal: Journal) => void): void {
    stop(journal);
    committed.push(...waiting);
    waiting = [];
  }

  for (const one of events) {
    if (one.kind === 'frames') frames(one);
    if (one.kind === 'period') isPeak = !isPeak;
    if (one.kind === 'commit') commit(() => journal.commit());
    if (one.kind === 'lose blocks') {
      scene.query('DELETE FROM block WHERE position < (SELECT max(position) FROM block)');
    }
    if (one.kind === 'restart') commit(() => journal.close());
    if (one.kind === 'kill') {
      waiting = [];
      const left = scene;
      scene = asKilled(left);
      journal.close();
      remove(left);
    }
    if (one.kind === 'kill' || one.kind === 'restart') journal = scene.open();
  }
  commit(() => journal.commit());
  const readMeanwhile = new Map(['linky', 'barn'].map((meter) => [meter, daysIn(scene, meter)]));
  journal.close();
  return { scene, frames: committed, readMeanwhile };
}

/** Days as they would be computed by hand, with the calendar of the JavaScript engine. */
function straightforwardDays(frames: readonly Frame[]): readonly Day[] {
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' });
  const dayAt = (ms: number) => Date.parse(`${date.format(ms)}T00:00Z`) / 86_400_000;
  const days = Map.groupBy(
    frames.map((frame, nth) => ({ ...frame, before: frames[nth - 1] ?? frame })),
    ({ atMs }) => dayAt(atMs),
  );
  return [...days].map(([day, all]) => {
    const parts = all.map(({ reading, before }) => ({
      hc: (reading.registers['HCHC'] ?? 0) - (before.reading.registers['HCHC'] ?? 0),
      hp: (reading.registers['HCHP'] ?? 0) - (before.reading.registers['HCHP'] ?? 0),
    }));
    const [hc, hp] = [sum(parts.map((part) => part.hc)), sum(parts.map((part) => part.hp))];
    const [first] = all;
    const isUnseen = first !== undefined && dayAt(first.before.atMs) < day - 1;
    return {
      ...{
        day,
        energyWh: hc + hp,
        givenWh: hc * 2,
        seenMinutes: new Set(all.map(({ atMs }) => Math.floor(atMs / 60_000))).size,
      },
      energyWhByTariff: { ...(hc > 0 && { 'HC..': hc }), ...(hp > 0 && { 'HP..': hp }) },
      greatestVA: Math.max(...all.map(({ reading }) => reading.apparentPowerVA ?? 0)),
      ...(isUnseen && {
        unseen: {
          ...{
            sinceMs: first.before.atMs,
            energyWh: (first.reading.importedWh ?? 0) - (first.before.reading.importedWh ?? 0),
          },
          energyWhByTariff: expect.anything(),
        },
      }),
    };
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function daysIn({ path }: Scene, meter: string): readonly Day[] {
  using reader = openReadOnlyJournal(path);
  return daysOf(reader, meter);
}

function at(wallMs: number): Scene {
  const scene = createScene(join(temporaryFolder({ inMemory: true })));
  scene.clock.wallMs = wallMs;
  return scene;
}

/** Frees the memory disk of a scene. All runs together would need gigabytes there. */
function remove({ path }: Scene): void {
  rmSync(dirname(path), { recursive: true, force: true });
}

/** The files of a journal that is open, as a kill leaves them. */
function asKilled({ path, clock }: Scene): Scene {
  const copy = at(clock.wallMs);
  copy.clock.nowMs = clock.nowMs;
  for (const part of ['', '-wal']) copyFileSync(path + part, copy.path + part);
  return copy;
}
