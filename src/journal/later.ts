import type { DatabaseSync } from 'node:sqlite';
import { beginningOfDay, MINUTE_MS, parisDayOf } from '../base/paris-time.ts';
import { minuteOf } from '../energy/minute.ts';
import { type BlockRow, entriesIn } from './block.ts';
import type { Entry } from './entry.ts';

/** What a journal has that is later than a given time: it was dated by a clock that was ahead. */
export interface Later {
  /** The days of all meters after the day of that time, the minutes after its minute, and the Readings in these minutes. */
  readonly days: number;
  readonly minutes: number;
  readonly readings: number;
  /** The span of all of it, in milliseconds since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** The wall clock of the reader, and when this program was built. */
interface WallClock {
  readonly wall: () => number;
  readonly builtAtMs: number;
}

/** The end of the present day in Paris: nothing later is shown anywhere. A clock that is not set hides nothing. */
export function endOfToday({ wall, builtAtMs }: WallClock): number {
  const wallMs = wall();
  return wallMs > builtAtMs ? beginningOfDay(parisDayOf(wallMs) + 1) : Number.MAX_SAFE_INTEGER;
}

/** What is later than a time; undefined if there is nothing. @throws what SQLite throws */
export function laterIn(db: DatabaseSync, nowMs: number): Later | undefined {
  const { minute, day } = firstLater(nowMs);
  const minutes = db
    .prepare('SELECT count(*) AS count, min(minute) AS first, max(minute) AS last FROM minute WHERE minute >= ?')
    .get(minute);
  const days = db
    .prepare('SELECT count(*) AS count, min(day) AS first, max(day) AS last FROM day WHERE day >= ?')
    .get(day);
  const [minuteCount, dayCount] = [Number(minutes?.['count']), Number(days?.['count'])];
  if (minuteCount + dayCount === 0) return undefined;
  // The minutes of a day may be deleted before the day is.
  const [firstMinute, lastMinute] = [minutes?.['first'], minutes?.['last']].map((one) => Number(one) * MINUTE_MS);
  const [firstDay, lastDay] = [days?.['first'], days?.['last']].map(Number);
  return {
    ...{ days: dayCount, minutes: minuteCount },
    readings: [...laterBlocks(db, nowMs)].reduce((sum, { later }) => sum + later, 0),
    fromMs: minuteCount > 0 ? (firstMinute ?? 0) : beginningOfDay(firstDay ?? 0),
    toMs: minuteCount > 0 ? (lastMinute ?? 0) + MINUTE_MS - 1 : beginningOfDay((lastDay ?? 0) + 1) - 1,
  };
}

/** The same, together with the Readings that are dated but not on disk yet. */
export function withUnwritten(stored: Later | undefined, dated: readonly Entry[], nowMs: number): Later | undefined {
  const { minute, day } = firstLater(nowMs);
  const later = dated.filter(({ atMs }) => minuteOf(atMs) >= minute);
  if (later.length === 0) return stored;
  const minutes = later.map(({ atMs }) => minuteOf(atMs));
  const [fromMs, toMs] = [Math.min(...minutes) * MINUTE_MS, (Math.max(...minutes) + 1) * MINUTE_MS - 1];
  // Minutes and days that the database already has are counted already.
  const { toMs: storedToMs = nowMs } = stored ?? {};
  const besides = later.filter(({ atMs }) => atMs > storedToMs);
  const firstDay = Math.max(day, parisDayOf(storedToMs) + 1);
  const ofDays = besides.filter(({ atMs }) => parisDayOf(atMs) >= firstDay);
  return {
    days: (stored?.days ?? 0) + new Set(ofDays.map(({ meter, atMs }) => `${meter} ${parisDayOf(atMs)}`)).size,
    minutes: (stored?.minutes ?? 0) + new Set(besides.map(({ meter, atMs }) => `${meter} ${minuteOf(atMs)}`)).size,
    readings: (stored?.readings ?? 0) + later.length,
    fromMs: Math.min(stored?.fromMs ?? fromMs, fromMs),
    toMs: Math.max(stored?.toMs ?? toMs, toMs),
  };
}

/** The first minute and the first day that are later than a time. */
export function firstLater(nowMs: number): { readonly minute: number; readonly day: number } {
  return { minute: minuteOf(nowMs) + 1, day: parisDayOf(nowMs) + 1 };
}

/** The meters that have anything later than a time. */
export function metersLater(db: DatabaseSync, nowMs: number): readonly string[] {
  const { minute, day } = firstLater(nowMs);
  const meters = db.prepare('SELECT meter FROM day WHERE day >= ? UNION SELECT meter FROM minute WHERE minute >= ?');
  return meters.all(day, minute).map(({ meter }) => String(meter));
}

/** A block with Readings in minutes that are later than a time, and the number of these Readings. */
interface LaterBlock {
  readonly row: BlockRow;
  readonly later: number;
}

/** The blocks with later Readings, in the order of their positions. */
export function* laterBlocks(db: DatabaseSync, nowMs: number): Generator<LaterBlock, void> {
  const { minute } = firstLater(nowMs);
  const fromMs = minute * MINUTE_MS;
  const { first, last } =
    db.prepare('SELECT min(first_block) AS first, max(last_block) AS last FROM minute WHERE minute >= ?').get(minute) ??
    {};
  const next = db.prepare('SELECT * FROM block WHERE position >= ? AND position <= ? ORDER BY position LIMIT 1');
  // One at a time, since the caller may change them in the meantime.
  for (let from = Number(first ?? 0); ; ) {
    const row = next.get(from, Number(last ?? -1)) as unknown as BlockRow | undefined;
    if (!row) return;
    const later = laterInBlock(row, fromMs);
    if (later > 0) yield { row, later };
    from = row.position + row.count;
  }
}

function laterInBlock(row: BlockRow, fromMs: number): number {
  if (row.last_ms < fromMs) return 0;
  return row.first_ms >= fromMs ? row.count : entriesIn({ ...row }).filter(({ atMs }) => atMs >= fromMs).length;
}
