import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createDayFold } from '../src/journal/day-fold.ts';
import type { Observed } from '../src/journal/index-chain.ts';
import { openJournal } from '../src/journal/journal.ts';
import { openReadOnlyJournal } from '../src/journal/read-only-journal.ts';
import { loadSqlite } from '../src/journal/sqlite.ts';
import { writeDays } from '../src/journal/stored-days.ts';
import { beginningOfDay, dayOfDate, parisHourOf } from '../src/paris-time.ts';
import { en } from '../src/texts/en/texts.ts';
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

function bytesOfYear(observedAt: (minute: number) => Observed): number {
  return statSync(pathOfDays(observedAt, 1)).size;
}

/** What a meter says in a minute, counted from the begin: 500 W. */
function historiqueHcAt(minute: number): Observed {
  const isOffPeak = parisHourOf(msOf(minute)) < 8;
  const hc = Math.round((minute * 500) / 60 / 3);
  const hp = Math.round(((minute * 500) / 60 / 3) * 2);
  return {
    frame: { mode: 'historique', address: '021728123456' },
    ...{ importedWh: hc + hp, registers: { HCHC: 12_345_678 + hc, HCHP: 23_456_789 + hp } },
    ...{
      tariff: isOffPeak ? 'HC..' : 'HP..',
      apparentPowerVA: (minute * 7) % 6_000,
      subscribedVA: 6_000,
      contract: 'HC..',
    },
  };
}

/** A day in seven is white, another one red. */
function standardTempoAt(minute: number): Observed {
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
  return {
    frame: { mode: 'standard', address: '021900000001' },
    ...{ importedWh: Object.values(registers).reduce((sum, wh) => sum + wh), registers, exportedWh: minute },
    ...{
      tariff: `${isOffPeak ? 'HC' : 'HP'} ${TARIFFS[colour]}`,
      tariffIndex: Object.keys(TARIFFS).indexOf(colour) * 2 + (isOffPeak ? 1 : 2),
    },
    ...{ apparentPowerVA: (minute * 7) % 6_000, subscribedVA: 9_000, contract: 'TEMPO' },
  };
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

/** The path of a journal with the days of so many years, written as the plugin does, of a minute in five. */
function pathOfDays(observedAt: (minute: number) => Observed, years: number): string {
  const path = join(temporaryFolder(), 'linky-tic.db');
  const log = { debug() {}, info() {}, warn: console.warn, error: console.error };
  const config = { commitSeconds: 3_600, keepDays: 7, maxMegabytes: 1_024 };
  const clock = { now: () => performance.now(), wall: () => Date.now(), builtAtMs: 0 };
  openJournal({ path, config, mirrored: true, log, texts: en.journal, ...clock }).close();
  const fold = createDayFold(undefined, () => undefined);
  for (let minute = 0; minute < years * 525_600; minute += 5) fold.take(minute, msOf(minute), observedAt(minute));
  const db = new (loadSqlite().DatabaseSync)(path);
  writeDays(db, 'linky', fold.changed.values());
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  return path;
}
