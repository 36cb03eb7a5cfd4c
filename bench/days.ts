import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
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

/** How much room days take, and how long it takes to make them of minutes and to read them. */
export async function daysTable(quick: boolean): Promise<Table> {
  const tenYears = filledPath((path) => fillDays(path, historiqueHcAt, quick ? 1 : 10));
  const years = quick ? 0.1 : 2;
  const early = filledPath((path) => fillMinutes(path, Math.round(years * 525_600)));
  return {
    title: 'Days',
    says: 'A year of days on disk; two years of minutes of one meter made into days, as after a repair, in pieces of 200 ms at most; ten years of days read, as the settings page does; and load curves of three years imported, undone and read. Times are of one core.',
    header: ['what', 'how much'],
    rows: [
      ['bytes of a year, historique HC', figure(bytesOfYear(historiqueHcAt))],
      ['bytes of a year, standard Tempo', figure(bytesOfYear(standardTempoAt))],
      [`${years} years of minutes read as days before that`, figure(readingMs(early) / 1_000, 's', 1)],
      [`${years} years of minutes taken over`, figure(await takeOver(early), 's', 1)],
      [`${quick ? 1 : 10} years of days read`, figure(readingMs(tenYears), 'ms', 1)],
      ...importRows(quick),
    ],
  };
}

function bytesOfYear(observedAt: (minute: number) => Observed): number {
  return statSync(filledPath((path) => fillDays(path, observedAt, 1))).size;
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

/** Writes days as the plugin does, of a minute in five. */
function fillDays(path: string, observedAt: (minute: number) => Observed, years: number): void {
  const fold = createDayFold(undefined, () => undefined);
  for (let minute = 0; minute < years * 525_600; minute += 5) fold.take(minute, msOf(minute), observedAt(minute));
  inDatabase(path, (db) => {
    writeDays(db, 'linky', fold.changed.values());
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  });
}

/** Minutes, and the newest block, as in a journal that has lost its days. */
function fillMinutes(path: string, count: number): void {
  const from = Math.floor(Date.now() / MINUTE_MS) - count - 1;
  inDatabase(path, (db) => {
    db.exec(`WITH RECURSIVE nth(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM nth LIMIT ${count})
      INSERT INTO minute SELECT ${from} + n, 'linky', 60, 60 * 500, 400, 500 + n % 977, 1000 + n * 10, 1009 + n * 10,
        CASE WHEN n / 480 % 3 = 0 THEN 'HC..' ELSE 'HP..' END, n, n FROM nth;
      INSERT INTO block VALUES (${count}, 1, ${Date.now()}, ${Date.now()}, 0, x'00')`);
  });
}

/** How many seconds it takes until the journal has all of its days. */
async function takeOver(path: string): Promise<number> {
  const beganMs = performance.now();
  const journal = journalAt(path);
  while (journal.daysProgress !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  const seconds = (performance.now() - beganMs) / 1_000;
  journal.close();
  return seconds;
}

function readingMs(path: string): number {
  const beganMs = performance.now();
  using reader = openReadOnlyJournal(path);
  reader.days('linky', 0, Number.MAX_SAFE_INTEGER);
  return performance.now() - beganMs;
}

function journalAt(path: string) {
  const log = { debug() {}, info() {}, warn: console.warn, error: console.error };
  return openJournal({
    ...{
      path,
      config: { commitSeconds: 3_600, keepDays: 7, maxMegabytes: 1_024 },
      mirrored: true,
      log,
      texts: en.journal,
    },
    ...{ now: () => performance.now(), wall: () => Date.now(), builtAtMs: 0 },
  });
}

function inDatabase(path: string, work: (db: DatabaseSync) => void): void {
  const db = new (loadSqlite().DatabaseSync)(path);
  work(db);
  db.close();
}

/** The path of a journal with its tables, which `fill` fills. */
function filledPath(fill: (path: string) => void): string {
  const path = join(temporaryFolder(), 'linky-tic.db');
  journalAt(path).close();
  fill(path);
  return path;
}
