import { statSync } from 'node:fs';
import { join } from 'node:path';
import { beginningOfDay, dayOfDate, parisHourOf } from '../src/base/paris-time.ts';
import { JOURNAL_FILE } from '../src/base/plugin-names.ts';
import { openReadOnlyJournal } from '../src/journal/read-only-journal.ts';
import { loadSqlite } from '../src/journal/sqlite.ts';
import type { Reading } from '../src/reading/reading.ts';
import { type TimedReading, writeHistory } from '../testbed/journal-history.ts';
import { frameWith, readingWith } from '../testbed/support/readings.ts';
import { temporaryFolder } from '../testbed/support/temporary-folder.ts';
import { MINUTE_MS } from '../testbed/support/time.ts';
import { importRows } from './imports.ts';
import { figure, type Table } from './table.ts';

const BEGIN_DAY = dayOfDate('2026-01-01') ?? 0;
const COLOURS = ['JB', 'JB', 'JW', 'JB', 'JR', 'JB', 'JB'] as const;
const TARIFFS = { JB: 'BLEU', JW: 'BLANC', JR: 'ROUGE' } as const;

/** How much room days and imports take, and how long it takes to read them. */
export function daysTable(quick: boolean): Table {
  const years = quick ? 1 : 10;
  return {
    title: 'Days',
    says: 'A year of days on disk; ten years of days read, as the settings page does; and load curves of three years imported, undone and read. Times are of one core.',
    header: ['what', 'how much'],
    rows: [
      ['bytes of a year, historique HC', figure(bytesOfYear(historiqueHcAt))],
      ['bytes of a year, standard Tempo', figure(bytesOfYear(standardTempoAt))],
      [`${years} years of days read`, figure(readingMs(years), 'ms', 1)],
      ...importRows(quick),
    ],
  };
}

function bytesOfYear(readingAt: (minute: number) => Reading): number {
  return statSync(pathOfDays(readingAt, 1)).size;
}

/** What a meter says in a minute, counted from the begin: 500 W. */
function historiqueHcAt(minute: number): Reading {
  const isOffPeak = parisHourOf(msOf(minute)) < 8;
  const hc = 12_345_678 + Math.round((minute * 500) / 60 / 3);
  const hp = 23_456_789 + Math.round(((minute * 500) / 60 / 3) * 2);
  return readingWith({
    frame: frameWith({ address: '021728123456' }),
    ...{ importedWh: hc + hp, registers: { HCHC: hc, HCHP: hp }, tariff: isOffPeak ? 'HC..' : 'HP..' },
    ...{ apparentPowerVA: (minute * 7) % 6_000, subscribedVA: 6_000, contract: 'HC..' },
  });
}

/** A day in seven is white, another one red. */
function standardTempoAt(minute: number): Reading {
  const day = Math.floor(minute / 1_440);
  const colour = COLOURS[day % COLOURS.length] ?? 'JB';
  const isOffPeak = parisHourOf(msOf(minute)) < 8;
  const weeksOf = (one: string) => COLOURS.filter((other, nth) => other === one && nth <= day % 7).length;
  const registers = Object.fromEntries(
    ['JB', 'JW', 'JR'].flatMap((one, nth) => {
      const wh = 10_000_000 + (Math.floor(day / 7) * 10 + weeksOf(one)) * 6_000 + (one === colour ? minute % 1_440 : 0);
      return [
        [`EASF0${nth * 2 + 1}`, wh],
        [`EASF0${nth * 2 + 2}`, wh * 2],
      ];
    }),
  );
  return readingWith({
    frame: frameWith({ mode: 'standard', address: '021900000001' }),
    ...{ importedWh: Object.values(registers).reduce((sum, wh) => sum + wh), registers, exportedWh: minute },
    ...{
      tariff: `${isOffPeak ? 'HC' : 'HP'} ${TARIFFS[colour]}`,
      tariffIndex: Object.keys(TARIFFS).indexOf(colour) * 2 + (isOffPeak ? 1 : 2),
    },
    ...{ apparentPowerVA: (minute * 7) % 6_000, subscribedVA: 9_000, contract: 'TEMPO' },
  });
}

function msOf(minute: number): number {
  return beginningOfDay(BEGIN_DAY) + minute * MINUTE_MS;
}

function readingMs(years: number): number {
  const path = pathOfDays(historiqueHcAt, years);
  const beganMs = performance.now();
  using reader = openReadOnlyJournal(path);
  reader.days('linky', 0, Number.MAX_SAFE_INTEGER);
  return performance.now() - beganMs;
}

/** The path of a journal that has only the days of so many years left, written as the plugin does, of a minute in five. */
function pathOfDays(readingAt: (minute: number) => Reading, years: number): string {
  const storage = temporaryFolder();
  writeHistory(storage, moments(readingAt, years));
  const path = join(storage, JOURNAL_FILE);
  const db = new (loadSqlite().DatabaseSync)(path);
  db.exec('DELETE FROM block; DELETE FROM minute; PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  return path;
}

function* moments(readingAt: (minute: number) => Reading, years: number): Generator<TimedReading> {
  for (let minute = 0; minute < years * 525_600; minute += 5) {
    yield { meter: 'linky', atMs: msOf(minute), reading: readingAt(minute) };
  }
}
