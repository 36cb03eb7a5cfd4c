import type { DatabaseSync } from 'node:sqlite';
import { MINUTE_MS, parisDayOf } from '../base/paris-time.ts';
import { countedDay } from '../energy/counted-day.ts';
import type { CountedEnergy } from '../energy/energy.ts';
import { type IndexChain, indexesAfter } from '../energy/index-chain.ts';
import { countedIn } from '../energy/minute.ts';
import { sumOfCounted } from '../energy/watt-hours.ts';
import { type BlockRow, entriesIn, packBlock } from './block.ts';
import { bodyOf, type DayRow, dayIn, SELECT_DAY, WRITE_DAY } from './day-rows.ts';
import type { Entry } from './entry.ts';
import { firstLater, laterBlocks, metersLater } from './later.ts';
import { countIn, type MinuteRow, minutesFrom, parametersOf, SELECT_EACH, WRITE_MINUTE } from './minute-rows.ts';
import { chainText, createOpenDays, minutesIn, type OpenDays } from './open-days.ts';
import { readChangesOf } from './register-lines.ts';
import { createToldReader, createToldWriter, type ToldOf } from './told-rows.ts';

/**
 * Deletes what is later than a time, within a transaction: days, minutes, Readings, and the record of which Readings were delivered when.
 * The time in which a meter was received under a wrong date is then like any other time in which it was not received: the energy it counted
 * is counted as a gap, in the first minute after the clock was set back, or with the next frame. So the days still add up to what the index
 * counted.
 */
export function forgetLaterIn(db: DatabaseSync, nowMs: number): void {
  const { minute, day } = firstLater(nowMs);
  const meters = metersLater(db, nowMs);
  // First, while the minutes still show which blocks are affected.
  forgetReadings(db, nowMs);
  for (const meter of meters) forgetOfMeter(db, meter, day, minute);
  db.prepare('DELETE FROM delivery WHERE at_ms > ?').run(nowMs);
}

/** A position is never used again, so the newest block is kept, without a Reading if necessary. */
function forgetReadings(db: DatabaseSync, nowMs: number): void {
  const fromMs = firstLater(nowMs).minute * MINUTE_MS;
  const remove = db.prepare('DELETE FROM block WHERE position = ?');
  const insert = db.prepare('INSERT INTO block VALUES (?, ?, ?, ?, ?, ?)');
  const newest = db.prepare('SELECT * FROM block ORDER BY position DESC LIMIT 1');
  const before = newest.get() as unknown as BlockRow | undefined;
  const put = (entries: readonly Entry[], position: number, count: number, delivered: number) => {
    const times = entries.map(({ atMs }) => atMs);
    const [first, last] = times.length === 0 ? [nowMs, nowMs] : [Math.min(...times), Math.max(...times)];
    insert.run(position, count, Math.round(first), Math.round(last), delivered, packBlock(entries));
  };
  for (const { row } of laterBlocks(db, nowMs)) {
    remove.run(row.position);
    for (const run of runsOf(entriesIn({ ...row }).filter(({ atMs }) => atMs < fromMs)))
      put(run, run[0]?.position ?? 0, run.length, row.delivered);
  }
  const after = newest.get() as unknown as BlockRow | undefined;
  const end = before ? before.position + before.count : 0;
  if (before && (!after || after.position + after.count < end)) put([], end - 1, 1, before.delivered);
}

/** Entries whose positions follow one another. */
function runsOf(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const runs: Entry[][] = [];
  for (const entry of entries) {
    const run = runs.at(-1);
    if (run?.at(-1)?.position === entry.position - 1) run.push(entry);
    else runs.push([entry]);
  }
  return runs;
}

/** What is needed to delete the later rows of one meter. */
interface Forgetting {
  readonly db: DatabaseSync;
  readonly meter: string;
  readonly openDays: OpenDays;
  readonly toldOf: ToldOf;
}

/** @param day the first day to delete @param minute the first minute to delete */
function forgetOfMeter(db: DatabaseSync, meter: string, day: number, minute: number): void {
  const openDays = createOpenDays(db);
  const toldOf = createToldReader(db);
  const of = { db, meter, openDays, toldOf };
  const { chain, day: openDay, counted: ofOpenDay } = openDays.read().get(meter) ?? { counted: {} };
  const closed = rowsFrom(of, day).filter((row) => row.open !== 1);
  const ofClosed = closed.flatMap((row) => dayIn(row, toldOf)?.parts ?? []);
  const lastBlock = lastBlockFrom(of, minute);
  const forgotten = sumOfCounted([
    ...ofClosed,
    ...(openDay !== undefined && openDay >= day ? [ofOpenDay] : []),
    ...forgetToday(of, day - 1, minute),
  ]);
  db.prepare('DELETE FROM day WHERE meter = ? AND day >= ?').run(meter, day);
  db.prepare('DELETE FROM minute WHERE minute >= ? AND meter = ?').run(minute, meter);
  const after = minuteAfter(of, minute, lastBlock);
  const isCounted = isNothing(forgotten) || (after !== undefined && addGap(of, after, forgotten));
  if (isCounted) goOnAt(of, chain);
  else goOnAt(of, chain && { ...indexesAfter(chain, forgotten, -1), atMs: lastHeardMs(of) ?? chain.atMs });
}

function isNothing({ energyWh = 0, givenWh = 0 }: CountedEnergy): boolean {
  return energyWh === 0 && givenWh === 0;
}

function rowsFrom({ db, meter }: Forgetting, day: number): readonly DayRow[] {
  return db.prepare('SELECT * FROM day WHERE meter = ? AND day >= ?').all(meter, day) as unknown as readonly DayRow[];
}

/** The last block that has entries of this minute or a later one. The blocks after it were dated after the clock was set back. */
function lastBlockFrom({ db, meter }: Forgetting, minute: number): number {
  const last = db.prepare('SELECT max(last_block) AS last FROM minute WHERE minute >= ? AND meter = ?');
  return Number(last.get(minute, meter)?.['last'] ?? Number.MAX_SAFE_INTEGER);
}

/** Deletes the later minutes of the present day. Returns what they counted. */
function forgetToday(of: Forgetting, today: number, minute: number): readonly CountedEnergy[] {
  const { db, meter, toldOf } = of;
  const row = db.prepare(SELECT_DAY).get(today, meter) as unknown as DayRow | undefined;
  const rows = minuteRowsOf(of, today);
  const later = rows.filter((one) => one.minute >= minute);
  const written = row && dayIn(row, toldOf);
  // The sum of a day cannot be calculated again if some of its minutes are missing.
  if (!row || later.length === 0 || (row.open !== 1 && written?.seenMinutes !== rows.length)) return [];
  db.prepare('DELETE FROM minute WHERE minute >= ? AND minute < ? AND meter = ?').run(
    minute,
    minutesIn(today).to,
    meter,
  );
  if (row.open !== 1) closeAnew(of, row);
  return minutesFrom(later, toldOf).flatMap((one) => countedIn(one));
}

function minuteRowsOf({ db, meter }: Forgetting, day: number): readonly MinuteRow[] {
  return db.prepare(SELECT_EACH).all({ meter, ...minutesIn(day) }) as unknown as readonly MinuteRow[];
}

/** Sums up a closed day again from its minutes, which are complete. */
function closeAnew(of: Forgetting, row: DayRow): void {
  const { db, meter, toldOf } = of;
  const minutes = minutesFrom(minuteRowsOf(of, row.day), toldOf);
  if (minutes.length === 0) {
    db.prepare('DELETE FROM day WHERE day = ? AND meter = ?').run(row.day, meter);
    return;
  }
  const day = countedDay(row.day, minutes, readChangesOf(db, meter));
  db.prepare(WRITE_DAY).run({ ...row, body: bodyOf(day, meter, createToldWriter(db)) });
}

/** The first minute after the clock was set back; undefined if the meter has not been heard since. */
function minuteAfter({ db, meter }: Forgetting, minute: number, lastBlock: number): MinuteRow | undefined {
  const back = db.prepare('SELECT * FROM minute WHERE minute < ? AND meter = ? ORDER BY minute DESC');
  let after: MinuteRow | undefined;
  for (const one of back.iterate(minute, meter)) {
    const row = one as unknown as MinuteRow;
    if (row.last_block <= lastBlock) break;
    after = row;
  }
  return after;
}

/** Adds a gap to a minute and to its day. Returns whether that was possible. */
function addGap(of: Forgetting, row: MinuteRow, forgotten: CountedEnergy): boolean {
  const { db, meter, toldOf } = of;
  const day = db.prepare(SELECT_DAY).get(parisDayOf(row.minute * MINUTE_MS), meter) as unknown as DayRow | undefined;
  const isWhole = day && (day.open === 1 || dayIn(day, toldOf)?.seenMinutes === minuteRowsOf(of, day.day).length);
  if (!isWhole) return false;
  const before = db.prepare('SELECT minute FROM minute WHERE minute < ? AND meter = ? ORDER BY minute DESC LIMIT 1');
  const last = before.get(row.minute, meter)?.['minute'];
  const count = countIn(row, toldOf);
  const sinceMs = count.gap?.sinceMs ?? (Number(last ?? row.minute - 1) + 1) * MINUTE_MS - 1;
  count.gap = { sinceMs, ...sumOfCounted([count.gap ?? {}, forgotten]) };
  const { told, first_block: first, last_block } = row;
  db.prepare(WRITE_MINUTE).run(parametersOf(count, { meter, told, first, last: last_block }));
  if (day.open !== 1) closeAnew(of, day);
  return true;
}

/** When the meter was last heard, according to what is left. */
function lastHeardMs({ db, meter, toldOf }: Forgetting): number | undefined {
  const minute = db.prepare('SELECT until_ms FROM minute WHERE meter = ? ORDER BY minute DESC LIMIT 1').get(meter);
  const day = newestRow(db, meter);
  const heard = [minute?.['until_ms'], day && dayIn(day, toldOf)?.seenUntilMs].filter((ms) => typeof ms === 'number');
  return heard.length === 0 ? undefined : Math.max(...heard);
}

/** Lets the indexes continue from here: the row of the newest day that is left holds the chain. */
function goOnAt(of: Forgetting, chain: IndexChain | undefined): void {
  const { db, meter, openDays } = of;
  db.prepare('UPDATE day SET chain = NULL WHERE meter = ?').run(meter);
  const row = newestRow(db, meter);
  if (!row) return;
  const isEmpty = row.open === 1 && row.body === null && minuteRowsOf(of, row.day).length === 0;
  if (isEmpty) {
    db.prepare('DELETE FROM day WHERE day = ? AND meter = ?').run(row.day, meter);
    goOnAt(of, chain);
  } else if (row.open === 1) openDays.rebase(meter, row.day, chain);
  else db.prepare(WRITE_DAY).run({ ...row, chain: chainText(chain) });
}

function newestRow(db: DatabaseSync, meter: string): DayRow | undefined {
  const newest = db.prepare('SELECT * FROM day WHERE meter = ? ORDER BY day DESC LIMIT 1');
  return newest.get(meter) as unknown as DayRow | undefined;
}
