import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import { HistoryFileError } from '../../src/history-files/history-file.ts';
import { readHistoryFile } from '../../src/history-files/read-history-file.ts';
import { periodName } from '../../src/reading/periods.ts';
import type { StandardRegister } from '../../src/reading/reading.ts';
import { bytesOf, type FileBytes } from '../../testbed/history-files/file-bytes.ts';
import { type GreatestPower, type IndexFile, indexLines } from '../../testbed/history-files/index-file.ts';
import { type IndexRow, indexesOf } from '../../testbed/history-files/known-indexes.ts';
import {
  dateInParis,
  dateOfNumber,
  datePlus,
  midnightInParis,
  shownInParis,
} from '../../testbed/history-files/paris-clock.ts';
import { runs } from '../../testbed/support/generated.ts';
import { tempoLetter } from '../../testbed/years/tempo-colours.ts';

const PRM = '09123456789012';
const HOUSE = { seed: 77, grainW: 12 };
/** The registers of Tempo, as a supplier names them. */
const TEMPO: { readonly [register: string]: readonly [string, string] } = {
  F1: ['HCJB', 'Heures Creuses Jours Bleus'],
  F2: ['HPJB', 'Heures Pleines Jours Bleus'],
  F3: ['HCJW', 'Heures Creuses Jours Blancs'],
  F4: ['HPJW', 'Heures Pleines Jours Blancs'],
  F5: ['HCJR', 'Heures Creuses Jours Rouges'],
  F6: ['HPJR', 'Heures Pleines Jours Rouges'],
};
const REGISTERS = { F1: 12_345_678, F2: 23_456_789, F3: 1_000, F4: 2_000, F5: 0, F6: 999_999 };

/** What is true of a day, by its date. */
interface TrueDay {
  readonly energyWh: number;
  readonly byRegister: { readonly [register: string]: number };
}

/** The register of Tempo that counts: a day of a colour begins at 6:00, and its hours until 22:00 are peak hours. */
function tempoRegister(atMs: number): string {
  const shown = shownInParis(atMs);
  const hour = Number(shown.slice(11, 13));
  const date = hour < 6 ? datePlus(shown.slice(0, 10), -1) : shown.slice(0, 10);
  const name = `${hour >= 6 && hour < 22 ? 'HP' : 'HC'}J${tempoLetter(date)}`;
  return Object.keys(TEMPO).find((register) => TEMPO[register]?.[0] === name) ?? '';
}

function trueDays(rows: readonly IndexRow[]): ReadonlyMap<string, TrueDay> {
  return new Map(
    rows.slice(1).flatMap(({ registersWh: after }, nth) => {
      const { date, registersWh: before } = rows[nth] as IndexRow;
      if (!before || !after) return [];
      const byRegister = Object.fromEntries(
        Object.entries(after).map(([name, wh]) => [name, wh - (before[name] ?? 0)]),
      );
      return [[date, { energyWh: Object.values(byRegister).reduce((sum, wh) => sum + wh, 0), byRegister }]];
    }),
  );
}

/** The energy that was read, by date. Registers that counted nothing are left out on both sides. */
function whByDay(days: readonly ImportedDay[]) {
  return days
    .filter(({ energyWh }) => energyWh !== undefined)
    .map(({ day, energyWh, energyWhByRegister = {} }) => [dateOfNumber(day), energyWh, counted(energyWhByRegister)]);
}

function expectedEnergy(days: ReadonlyMap<string, TrueDay>) {
  return [...days].map(([date, { energyWh, byRegister }]) => {
    const labels = Object.entries(byRegister).map(([name, wh]) => [labelOf(name), wh] as const);
    return [date, energyWh, counted(Object.fromEntries(labels))];
  });
}

/** Each register that has counted something has the period that it had that day, and no other register has a wrong one. */
function expectNames(days: readonly ImportedDay[], namesOn: (date: string) => typeof TEMPO): void {
  for (const { day, energyWhByRegister = {}, periodOfRegister = {} } of days) {
    const date = dateOfNumber(day);
    const names = Object.entries(namesOn(date)).map(([register, [short]]) => [labelOf(register), short] as const);
    const known = new Map<string, string>(names);
    const told = Object.entries(periodOfRegister).map(([label, period]) => [label, periodName(period)]);
    expect(told, date).toEqual(told.map(([label = '']) => [label, known.get(label)]));
    const named = names.filter(([label]) => (energyWhByRegister[label] ?? 0) > 0).map(([label]) => label);
    expect(told.map(([label]) => label)).toEqual(expect.arrayContaining(named));
  }
}

function labelOf(register: string): StandardRegister {
  return `EASF${register.slice(1).padStart(2, '0')}` as StandardRegister;
}

function counted(energy: { readonly [name: string]: number }): { readonly [name: string]: number } {
  return Object.fromEntries(Object.entries(energy).filter(([, wh]) => wh !== 0));
}

const YEAR: readonly IndexRow[] = indexesOf(HOUSE, {
  from: '2024-01-01',
  to: '2025-01-01',
  registers: REGISTERS,
  registerAt: tempoRegister,
});
const read = (file: IndexFile, bytes?: FileBytes) => readHistoryFile(bytesOf(indexLines(file), bytes));

describe('the daily indexes of a year of Tempo', () => {
  test.each([
    { midnights: 'local', bytes: {} },
    { midnights: 'winter', bytes: { encoding: 'utf-8 with BOM', lineEnd: '\r\n' } },
    { midnights: 'summer', bytes: { encoding: 'latin-1', lastLine: 'blank line' } },
    { midnights: 'local', hasBlankLines: true, bytes: { lastLine: 'nothing' } },
  ] as const)('are the energy of each day by register, in midnights as %j', async ({ bytes, ...style }) => {
    const calendars = [{ from: '2023-09-01', periods: TEMPO }];
    const file = await read({ rows: YEAR, prm: PRM, calendars, ...style }, bytes);
    expect([file.kind, file.prm]).toEqual(['enedisIndexes', PRM]);
    expect(whByDay(file.days)).toEqual(expectedEnergy(trueDays(YEAR)));
    expect(file.facts).toMatchObject({
      rows: 367,
      stepsMinutes: [],
      fromMs: midnightInParis('2024-01-01'),
      toMs: midnightInParis('2025-01-01'),
      gaps: [],
      indexWentBack: 0,
    });
    expectNames(file.days, () => TEMPO);
  });

  test('include the total of unused registers, and are the same with the newest first', async () => {
    const rows = YEAR.map((row) => ({ ...row, formerWh: 4_000_000 })).toReversed();
    const file = await read({ rows, prm: PRM });
    expect(whByDay(file.days)).toEqual(expectedEnergy(trueDays(YEAR)));
    expect(file.days.every(({ periodOfRegister }) => periodOfRegister === undefined)).toBe(true);
  });

  test('have other periods from the day of the change of contract on', async () => {
    const before = { F1: ['HC', 'Heures Creuses'], F2: ['HP', 'Heures Pleines'] } as const;
    const calendars = [
      { from: '2023-09-01', to: '2024-03-01', periods: before },
      { from: '2024-03-01', periods: TEMPO },
    ];
    const { days } = await read({ rows: YEAR, prm: PRM, calendars });
    expect(days).toHaveLength(366);
    expectNames(days, (date) => (date < '2024-03-01' ? before : TEMPO));
  });

  test('have the peak power of each day, to the second', async () => {
    const greatest = YEAR.slice(0, -1).map(({ date }, nth): GreatestPower => {
      const atMs = midnightInParis(date) + ((nth * 7_919) % 82_800) * 1000;
      return { atMs, va: nth % 11 === 0 ? undefined : 1_000 + nth };
    });
    const both = await read({ rows: YEAR, prm: PRM, greatest });
    const alone = await read({ rows: [], prm: PRM, greatest });
    const known = greatest.flatMap(({ atMs, va }) => (va === undefined ? [] : [[dateInParis(atMs), va, atMs]]));
    for (const { kind, days } of [both, alone]) {
      expect(kind).toBe('enedisIndexes');
      const powers = days.flatMap(({ day, greatestVA, greatestAtMs }) =>
        greatestVA === undefined ? [] : [[dateOfNumber(day), greatestVA, greatestAtMs]],
      );
      expect(powers).toEqual(known);
    }
    expect(whByDay(both.days)).toEqual(expectedEnergy(trueDays(YEAR)));
    expect(whByDay(alone.days)).toEqual([]);
  });
});

const indexMixtures = fc.record({
  first: fc.nat({ max: 300 }),
  days: fc.integer({ min: 3, max: 60 }),
  missing: fc.array(fc.nat({ max: 60 }), { maxLength: 6 }),
  empty: fc.array(fc.nat({ max: 60 }), { maxLength: 6 }),
  times: fc.constantFrom(1, 1, 2, 4),
  isTwice: fc.boolean(),
  order: fc.constantFrom('oldest first', 'newest first'),
  midnights: fc.constantFrom<'local' | 'winter' | 'summer'>('local', 'winter', 'summer'),
  backAt: fc.option(fc.integer({ min: 1, max: 59 }), { nil: undefined, freq: 2 }),
});

test('indexes with any mixture of quirks yield exactly the days between two consecutive midnights', async () => {
  await fc.assert(
    fc.asyncProperty(
      indexMixtures,
      async ({ first, days, missing, empty, times, isTwice, order, midnights, backAt }) => {
        const whole = YEAR.slice(first, first + days + 1).map((row, nth): IndexRow => {
          const back = backAt !== undefined && nth >= backAt ? 900_000 : 0;
          const registersWh = { ...row.registersWh, F2: (row.registersWh?.['F2'] ?? 0) - back };
          return { ...row, registersWh: empty.includes(nth) ? undefined : registersWh };
        });
        const there = whole.map((row, nth) => (missing.includes(nth) ? { ...row, registersWh: undefined } : row));
        const kept = whole.filter((_, nth) => !missing.includes(nth));
        const repeated = [...kept, ...(isTwice ? kept : [])].flatMap((row) => Array.from({ length: times }, () => row));
        const rows = order === 'newest first' ? repeated.toReversed() : repeated;
        const known = [...trueDays(there)].filter(([, { byRegister }]) => (byRegister['F2'] ?? 0) >= 0);
        const reading = read({ rows, prm: PRM, midnights });
        if (known.length === 0)
          return reading.then(
            ({ days: read }) => expect(whByDay(read)).toEqual([]),
            () => undefined,
          );
        const file = await reading;
        expect(whByDay(file.days)).toEqual(expectedEnergy(new Map(known)));
      },
    ),
    runs(60),
  );
});

test('indexes that are cut anywhere yield only true days, or a problem', async () => {
  // The clocks change within them.
  const rows = YEAR.slice(86, 94);
  const greatest = rows.map(({ date }, nth) => ({ atMs: midnightInParis(date) + 40_000_000, va: 1_000 + nth }));
  const whole = bytesOf(indexLines({ rows, prm: PRM, greatest, calendars: [{ from: '2023-09-01', periods: TEMPO }] }));
  const known = new Map(expectedEnergy(trueDays(rows)).map((day) => [day[0], day]));
  const powers = new Map(greatest.map(({ atMs, va }) => [atMs, va]));
  for (let length = 0; length < whole.length; length += 1) {
    const days = await daysOrNone(whole.subarray(0, length));
    for (const day of whByDay(days)) expect(day, `${length} bytes`).toEqual(known.get(day[0] as string));
    for (const { greatestVA, greatestAtMs = 0 } of days) {
      if (greatestVA !== undefined) expect(greatestVA, `${length} bytes`).toBe(powers.get(greatestAtMs));
    }
  }
});

/** The days of a file, or none if it has a problem. Any other error fails the test. */
async function daysOrNone(bytes: Uint8Array): Promise<readonly ImportedDay[]> {
  try {
    return (await readHistoryFile(bytes)).days;
  } catch (error) {
    if (error instanceof HistoryFileError) return [];
    throw error;
  }
}
