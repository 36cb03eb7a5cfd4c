import { setTimeout as delay } from 'node:timers/promises';
import type { ExpectStatic } from 'vitest';
import type { OwnDatabase } from '../../testbed/databases/shared-databases.ts';
import { IMPORTED_WH, type NumberedFrame, numberedFrame, type Values } from '../e2e/chaos/numbered-frames.ts';

const CHECK_MS = 500;
/**
 * Frames that are sent again because of a doubt arrive after the last frame. After this many checks without a new
 * frame, none follows.
 */
const VAIN_CHECKS = 12;

/** The frames of a meter that must be in the database: their first and last serial number, both included. */
export interface DueFrames {
  readonly meter: string;
  readonly first: number;
  readonly last: number;
}

/** The frames that are in the database, by serial number, each with the times of its points: exactly one if all is well. */
export type DeliveredFrames = ReadonlyMap<number, readonly number[]>;

/**
 * Waits until all due frames are in the database, or until the last one or a later one is and no more arrive; at most
 * until `isOver`.
 * @returns the due frames that are in the database
 */
export async function deliveredFrames(
  database: OwnDatabase,
  due: DueFrames,
  isOver: () => boolean,
  lookMs = CHECK_MS,
): Promise<DeliveredFrames> {
  for (let [before, vain] = [0, 0]; !isOver(); await delay(lookMs)) {
    // InfluxDB finds the last point without reading the others, of which it reads every one to count.
    const [newest] = await database.query(`SELECT last(import_wh) FROM linky WHERE meter = '${due.meter}'`);
    if (Number(newest?.['last'] ?? 0) - IMPORTED_WH < due.last) continue;
    const [row] = await database.query(`SELECT count(distinct(import_wh)) FROM linky WHERE ${whereDue(due)}`);
    const count = Number(row?.['count'] ?? 0);
    vain = count === before ? vain + 1 : 0;
    before = count;
    if (count >= lengthOf(due) || vain >= VAIN_CHECKS) break;
  }
  const rows = await database.query(`SELECT import_wh FROM linky WHERE ${whereDue(due)}`);
  const byFrame = Map.groupBy(rows, ({ import_wh }) => Number(import_wh) - IMPORTED_WH);
  return new Map([...byFrame].map(([serial, all]) => [serial, all.map(({ time }) => Number(time))]));
}

/** The serial numbers of the due frames that are not in the database. */
export function missingIn(delivered: DeliveredFrames, { first, last }: DueFrames): readonly number[] {
  const all = Array.from({ length: last - first + 1 }, (_, nth) => first + nth);
  return all.filter((serial) => !delivered.has(serial));
}

/** Every frame in the database is there once, with the values that the meter sent. */
export async function expectCorrectPoints(
  expect: ExpectStatic,
  database: OwnDatabase,
  delivered: DeliveredFrames,
  due: DueFrames,
): Promise<void> {
  const twice = [...delivered].filter(([, times]) => times.length > 1).map(([serial]) => serial);
  expect.soft(twice.slice(0, MOST_SHOWN), `${twice.length} frames are there twice`).toEqual([]);
  const sent = [...delivered].flatMap(([serial, times]) =>
    times.map((atMs) => [atMs, numberedFrame.historique(serial)] as const),
  );
  for (const measurement of ['linky', 'linky_tic'] as const) {
    const points = await pointsOf(database, measurement, sent, due.meter);
    const wrong = sent.filter(([atMs, frame]) => !isSame(points.get(atMs), frame[measurement]));
    const shown = wrong.slice(0, MOST_SHOWN).map(([atMs]) => points.get(atMs));
    expect.soft(shown, `${wrong.length} points of ${measurement} differ from what the meter sent`).toEqual([]);
  }
}

/** How many wrong points an error message shows. */
const MOST_SHOWN = 3;

async function pointsOf(
  database: OwnDatabase,
  measurement: 'linky' | 'linky_tic',
  sent: readonly (readonly [atMs: number, frame: NumberedFrame])[],
  meter: string,
): Promise<ReadonlyMap<number, Values>> {
  const fields = Object.keys(sent[0]?.[1][measurement] ?? {}).map((field) => `"${field}"`);
  if (fields.length === 0) return new Map();
  const since = sent.reduce((least, [atMs]) => Math.min(least, atMs), Number.POSITIVE_INFINITY);
  const rows = await database.query(
    `SELECT ${fields} FROM ${measurement} WHERE meter = '${meter}' AND time >= ${since}ms`,
  );
  return new Map(rows.map((row) => [Number(row['time']), row as Values]));
}

function isSame(point: Values | undefined, sent: Values): boolean {
  return Object.entries(sent).every(([field, value]) => point?.[field] === value);
}

function whereDue({ meter, first, last }: DueFrames): string {
  return `meter = '${meter}' AND import_wh >= ${IMPORTED_WH + first} AND import_wh <= ${IMPORTED_WH + last}`;
}

function lengthOf({ first, last }: DueFrames): number {
  return last - first + 1;
}
