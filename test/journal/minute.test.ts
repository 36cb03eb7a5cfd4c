import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Minute, MinuteSums } from '../../src/energy/minute.ts';
import { spansOfMinutes } from '../../src/energy/minute-spans.ts';
import type { Entry } from '../../src/journal/entry.ts';
import type { Reading } from '../../src/reading.ts';
import { runs } from '../../testbed/support/generated.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { readingAt } from './reading-at.ts';
import { createScene } from './scene.ts';

const BEGAN_AT_MS = Date.UTC(2026, 6, 28, 10, 0, 0);
/** The row of a minute notes no more changes of the tariff period than that. */
const MOST_CHANGES = 10;

/** Computes the minutes of one meter from its entries, in another way than the journal does. */
function minutesFrom(entries: readonly Entry[]): readonly Minute[] {
  const starts = [...new Set(entries.map(({ atMs }) => atMs - (atMs % MINUTE_MS)))].sort((a, b) => a - b);
  let drawnBefore: LastIndex | undefined;
  let givenBefore: LastIndex | undefined;
  return starts.map((atMs) => {
    const readings = entries
      .filter((entry) => entry.atMs - (entry.atMs % MINUTE_MS) === atMs)
      .map(({ reading }) => reading);
    const drawn = sumsFrom(
      readings.map(({ apparentPowerVA }) => apparentPowerVA),
      readings.map(({ importedWh }) => importedWh),
      drawnBefore?.atMs === atMs - MINUTE_MS ? drawnBefore.wh : undefined,
    );
    const given = sumsFrom(
      readings.map(({ injectedPowerVA }) => injectedPowerVA),
      readings.map(({ exportedWh }) => exportedWh),
      givenBefore?.atMs === atMs - MINUTE_MS ? givenBefore.wh : undefined,
    );
    drawnBefore = { atMs, wh: drawn.lastWh };
    givenBefore = { atMs, wh: given.lastWh };
    const tariff = readings.map((reading) => reading.tariff).findLast((period) => period !== undefined);
    const energyWhByTariff = drawn.beganAtWh === undefined ? undefined : splitByTariff(readings, drawn.beganAtWh);
    const hasGiven = given.sums.count > 0 || given.lastWh !== undefined;
    return {
      atMs,
      ...drawn.sums,
      ...(drawn.lastWh !== undefined && { importedWh: drawn.lastWh }),
      ...(tariff !== undefined && { tariff }),
      ...(energyWhByTariff && { energyWhByTariff }),
      ...(hasGiven && {
        given: { ...given.sums, ...(given.lastWh !== undefined && { exportedWh: given.lastWh }) },
      }),
    };
  });
}

interface LastIndex {
  readonly atMs: number;
  readonly wh: number | undefined;
}

/** The sums of the powers and indexes of a minute, and the indexes at its begin and at its end. */
function sumsFrom(
  powers: readonly (number | undefined)[],
  indexes: readonly (number | undefined)[],
  lastWhBefore: number | undefined,
) {
  const powersVA = powers.filter((power) => power !== undefined);
  const knownWh = indexes.filter((index) => index !== undefined);
  const [lastWh, beganAtWh] = [knownWh.at(-1), lastWhBefore ?? knownWh[0]];
  const hasEnergy = lastWh !== undefined && beganAtWh !== undefined && lastWh >= beganAtWh;
  const sums: MinuteSums = {
    count: powersVA.length,
    ...(powersVA.length > 0 && {
      meanVA: powersVA.reduce((sum, power) => sum + power, 0) / powersVA.length,
      leastVA: Math.min(...powersVA),
      greatestVA: Math.max(...powersVA),
    }),
    ...(hasEnergy && { energyWh: lastWh - beganAtWh }),
  };
  return { sums, lastWh, beganAtWh: lastWh === undefined ? undefined : beganAtWh };
}

/** What the index gained in each tariff period; undefined when there was only one, and when it went back in one of them. */
function splitByTariff(readings: readonly Reading[], beganAtWh: number): Minute['energyWhByTariff'] {
  const periods: { tariff: string | undefined; gainedWh: number }[] = [{ tariff: undefined, gainedWh: 0 }];
  let indexWh = beganAtWh;
  let isIndexKnown = false;
  for (const { tariff, importedWh } of readings) {
    let period = periods.at(-1);
    const isChange = tariff !== undefined && period?.tariff !== undefined && tariff !== period.tariff;
    if (isChange && isIndexKnown && periods.length <= MOST_CHANGES) {
      period = { tariff, gainedWh: 0 };
      periods.push(period);
    }
    if (!period) continue;
    period.tariff = tariff ?? period.tariff;
    period.gainedWh += (importedWh ?? indexWh) - indexWh;
    indexWh = importedWh ?? indexWh;
    isIndexKnown ||= importedWh !== undefined;
  }
  if (periods.length === 1 || periods.some(({ gainedWh }) => gainedWh < 0)) return undefined;
  const energies: { [tariff: string]: number } = {};
  for (const { tariff = '', gainedWh } of periods) energies[tariff] = (energies[tariff] ?? 0) + gainedWh;
  return energies;
}

const frame = fc.record({
  meter: fc.constantFrom('maison', 'atelier'),
  afterMs: fc.oneof(fc.integer({ min: 900, max: 20_000 }), fc.constantFrom(60_000, 200_000)),
  commits: fc.boolean(),
  stepMs: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ min: -200_000, max: 200_000 })),
  reading: fc.record(
    {
      apparentPowerVA: fc.integer({ min: 0, max: 12_000 }),
      importedWh: fc.integer({ min: 1_000_000, max: 1_000_900 }),
      injectedPowerVA: fc.integer({ min: 0, max: 6_000 }),
      exportedWh: fc.integer({ min: 5_000, max: 5_900 }),
      tariff: fc.constantFrom('HC..', 'HP..'),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Partial<Reading>>,
});

test('minutes equal what is computed from their entries, however these are split into blocks and the clock is set', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 60 }), (frames) => {
      const { open, clock, pass } = createScene();
      const journal = open();
      for (const { meter, afterMs, commits, stepMs, reading } of frames) {
        pass(afterMs);
        clock.wallMs += stepMs;
        journal.take(meter, readingAt(clock.nowMs, reading));
        if (commits) journal.commit();
      }
      journal.commit();
      for (const meter of ['maison', 'atelier']) {
        const entries = journal.read(0, 99).filter((entry) => entry.meter === meter);
        expect(journal.minutes(meter, 0, 3e12)).toEqual(minutesFrom(entries));
      }
      journal.close();
    }),
    runs(20),
  );
});

test('0 VA counts as a power, and a Reading without a power does not', () => {
  const { open, clock, pass } = createScene();
  const journal = open();
  for (const more of [{ apparentPowerVA: 0 }, {}, { apparentPowerVA: 600 }]) {
    journal.take('linky', readingAt(clock.nowMs, more));
    pass(1_000);
  }
  journal.commit();
  expect(journal.minutes('linky', 0, 3e12)).toEqual([
    { atMs: BEGAN_AT_MS, count: 2, meanVA: 300, leastVA: 0, greatestVA: 600 },
  ]);
});

test('a surplus that is estimated counts as nothing given', () => {
  const { open, clock, pass } = createScene();
  const journal = open();
  const surplusVA = { about: 690, least: 414, most: 1012 };
  for (const importedWh of [1_000_000, 1_000_000]) {
    journal.take('linky', readingAt(clock.nowMs, { apparentPowerVA: 0, importedWh, surplusVA }));
    pass(60_000);
  }
  journal.commit();
  const minute = journal.minutes('linky', 0, 3e12)?.at(-1);
  expect(minute).toMatchObject({ meanVA: 0, energyWh: 0 });
  expect(minute).not.toHaveProperty('given');
  journal.close();
});

test('a minute whose frames carried neither a power nor an index exists all the same', () => {
  const { open, clock } = createScene();
  const journal = open();
  journal.take('linky', readingAt(clock.nowMs));
  journal.commit();
  expect(journal.minutes('linky', 0, 3e12)).toEqual([{ atMs: BEGAN_AT_MS, count: 0 }]);
});

test('the energy of minutes adds up to what the index gained', () => {
  const { open, clock, pass } = createScene();
  const journal = open();
  for (let importedWh = 1_000; importedWh <= 1_100; importedWh += 1) {
    journal.take('linky', readingAt(clock.nowMs, { importedWh }));
    pass(1_500);
    if (importedWh % 20 === 0) journal.commit();
  }
  journal.commit();
  const energies = (journal.minutes('linky', 0, 3e12) ?? []).map(({ energyWh }) => energyWh ?? 0);
  expect(energies.reduce((sum, energy) => sum + energy, 0)).toBe(100);
});

test('an index that goes back belongs to another meter, and gives no negative energy', () => {
  const { open, clock, pass } = createScene();
  const journal = open();
  for (const importedWh of [9_000, 12]) {
    journal.take('linky', readingAt(clock.nowMs, { importedWh }));
    pass(1_000);
  }
  journal.commit();
  expect(journal.minutes('linky', 0, 3e12)).toEqual([{ atMs: BEGAN_AT_MS, count: 0, importedWh: 12 }]);
});

test('a minute is found by its beginning, and its energy counts from the last frame of the minute before', () => {
  const { open, clock, pass } = createScene();
  const journal = open();
  const beganAtMs = clock.wallMs;
  for (const importedWh of [100, 110, 130]) {
    journal.take('linky', readingAt(clock.nowMs, { importedWh }));
    pass(MINUTE_MS);
  }
  journal.commit();
  const asked = journal.minutes('linky', beganAtMs + 1, beganAtMs + 2 * MINUTE_MS);
  expect(asked).toEqual([{ atMs: beganAtMs + MINUTE_MS, count: 0, importedWh: 110, energyWh: 10 }]);
});

test('a restart in the middle of a minute leaves one minute with the Readings from before and after it', () => {
  const { open, take } = createScene();
  const first = open();
  take(first, 'linky', 100, 200);
  first.close();
  const second = open();
  take(second, 'linky', 600);
  second.commit();
  expect(second.minutes('linky', 0, 3e12)).toMatchObject([{ count: 3, meanVA: 300, leastVA: 100, greatestVA: 600 }]);
});

test('0 VA injected is a power, and a house that does not produce has nothing given', () => {
  const { open, clock, pass } = createScene();
  const journal = open();
  const frames = [{ injectedPowerVA: 0, exportedWh: 7_000 }, {}, { injectedPowerVA: 900, exportedWh: 7_002 }];
  for (const more of frames) {
    journal.take('linky', readingAt(clock.nowMs, more));
    journal.take('barn', readingAt(clock.nowMs, { apparentPowerVA: 5 }));
    pass(1_000);
  }
  journal.commit();
  expect(journal.minutes('linky', 0, 3e12)).toEqual([
    {
      ...{ atMs: BEGAN_AT_MS, count: 0 },
      given: { count: 2, meanVA: 450, leastVA: 0, greatestVA: 900, exportedWh: 7_002, energyWh: 2 },
    },
  ]);
  expect(journal.minutes('barn', 0, 3e12)?.[0]).not.toHaveProperty('given');
});

describe('a minute in which the tariff period changes', () => {
  /** Takes a Reading each second, with these tariff periods and indexes, and commits after each `blockOf` of them. */
  function minutesWith(frames: readonly (readonly [tariff: string | undefined, importedWh: number])[], blockOf = 99) {
    const scene = createScene();
    const journal = scene.open();
    for (const [nth, [tariff, importedWh]] of frames.entries()) {
      const reading = { importedWh, ...(tariff !== undefined && { tariff }) };
      journal.take('linky', readingAt(scene.clock.nowMs, reading));
      scene.pass(1_000);
      if (nth % blockOf === blockOf - 1) journal.commit();
    }
    journal.commit();
    return { scene, journal, minutes: journal.minutes('linky', 0, 3e12) ?? [] };
  }

  test.each([1, 2, 99])('gives each period its own energy, with %i frames in a block', (blockOf) => {
    const { minutes } = minutesWith(
      [
        ['HP..', 1_000],
        ['HP..', 1_007],
        ['HC..', 1_009],
        ['HC..', 1_020],
      ],
      blockOf,
    );
    expect(minutes).toEqual([
      {
        ...{ atMs: BEGAN_AT_MS, count: 0, importedWh: 1_020, energyWh: 20 },
        ...{ tariff: 'HC..', energyWhByTariff: { 'HP..': 7, 'HC..': 13 } },
      },
    ]);
  });

  test('adds up a period that comes twice, and leaves a frame without a period to the one before', () => {
    const { minutes } = minutesWith([
      ['HP..', 1_000],
      ['HC..', 1_001],
      [undefined, 1_003],
      ['HP..', 1_010],
      ['HP..', 1_012],
    ]);
    expect(minutes[0]).toMatchObject({ energyWh: 12, energyWhByTariff: { 'HP..': 9, 'HC..': 3 } });
  });

  test('counts its first period from the last frame of the minute before', () => {
    const { journal, scene } = minutesWith([['HP..', 1_000]]);
    scene.pass(59_000);
    for (const [tariff, importedWh] of [
      ['HP..', 1_030],
      ['HC..', 1_031],
    ] as const) {
      journal.take('linky', readingAt(scene.clock.nowMs, { tariff, importedWh }));
      scene.pass(1_000);
    }
    journal.commit();
    const [, second] = journal.minutes('linky', 0, 3e12) ?? [];
    expect(second).toMatchObject({ energyWh: 31, energyWhByTariff: { 'HP..': 30, 'HC..': 1 } });
  });

  test('is the only one that has a row for it', () => {
    const { journal, scene } = minutesWith([['HP..', 1_000]]);
    scene.pass(MINUTE_MS);
    scene.take(journal, 'linky', 1);
    journal.take('linky', readingAt(scene.clock.nowMs, { tariff: 'HP..', importedWh: 1_005 }));
    journal.take('linky', readingAt(scene.clock.nowMs, { tariff: 'HC..', importedWh: 1_006 }));
    journal.commit();
    const minute = BEGAN_AT_MS / MINUTE_MS + 1;
    expect(scene.query('SELECT * FROM tariff_change')).toEqual([
      { minute, meter: 'linky', nth: 0, tariff: 'HP..', last_wh: 1_005 },
    ]);
  });

  test('notes ten changes at most, so that a line that makes periods up does not fill the disk', () => {
    const { minutes, scene } = minutesWith(Array.from({ length: 40 }, (_, nth) => [`P${nth}`, 1_000 + nth] as const));
    expect(scene.query('SELECT count(*) AS changes FROM tariff_change')).toEqual([{ changes: 10 }]);
    expect(minutes[0]?.energyWhByTariff).toEqual({
      ...{ P0: 0, P1: 1, P2: 1, P3: 1, P4: 1, P5: 1, P6: 1, P7: 1, P8: 1, P9: 1 },
      P39: 30,
    });
  });

  test('adds up with the others to hours whose periods have their energy to the watt-hour', () => {
    const { minutes } = minutesWith(
      Array.from({ length: 300 }, (_, second) => [second < 147 ? 'HP..' : 'HC..', 1_000 + second] as const),
      30,
    );
    expect(spansOfMinutes(minutes, 'hour', Number.MAX_SAFE_INTEGER)).toMatchObject([
      { energyWh: 299, energyWhByTariff: { HP: 146, HC: 153 } },
    ]);
  });
});
