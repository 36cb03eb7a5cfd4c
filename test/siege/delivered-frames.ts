import { setTimeout as delay } from 'node:timers/promises';
import type { ExpectStatic } from 'vitest';
import type { OwnDatabase } from '../../testbed/databases/shared-databases.ts';
import { IMPORTED_WH, type NumberedFrame, numberedFrame, type Values } from '../e2e/chaos/numbered-frames.ts';

const LOOK_MS = 250;
/** Once the last frame is there, what is sent once more because of a doubt follows: nothing more comes after so many looks without any. */
const VAIN_LOOKS = 12;

/** The frames of a meter that must be in the database, by serial number, both ends included. */
export interface DueFrames {
  readonly meter: string;
  readonly first: number;
  readonly last: number;
}

/** What of it is there: the times of the points of each frame, by serial number; one time where all is well. */
export type DeliveredFrames = ReadonlyMap<number, readonly number[]>;

/**
 * Waits until all frames are there, or the last one is and nothing more comes; at most until `isOver`.
 * @returns what is there of the frames that are due
 */
export async function deliveredFrames(
  database: OwnDatabase,
  due: DueFrames,
  isOver: () => boolean,
  lookMs = LOOK_MS,
): Promise<DeliveredFrames> {
  for (let [before, vain] = [0, 0]; !isOver(); await delay(lookMs)) {
    const [row] = await database.query(
      `SELECT count(distinct(import_wh)), max(import_wh) FROM linky WHERE ${isOf(due)}`,
    );
    const [count, newest] = [Number(row?.['count'] ?? 0), Number(row?.['max'] ?? 0) - IMPORTED_WH];
    vain = count === before ? vain + 1 : 0;
    before = count;
    if (count >= lengthOf(due) || (newest >= due.last && vain >= VAIN_LOOKS)) break;
  }
  const rows = await database.query(`SELECT import_wh FROM linky WHERE ${isOf(due)}`);
  const byFrame = Map.groupBy(rows, ({ import_wh }) => Number(import_wh) - IMPORTED_WH);
  return new Map([...byFrame].map(([serial, all]) => [serial, all.map(({ time }) => Number(time))]));
}

/** The frames that are not there, by serial number. */
export function missingIn(kept: DeliveredFrames, { first, last }: DueFrames): readonly number[] {
  const all = Array.from({ length: last - first + 1 }, (_, nth) => first + nth);
  return all.filter((serial) => !kept.has(serial));
}

/** Every frame that is there is there once, as the meter said it. */
export async function expectCorrectPoints(
  expect: ExpectStatic,
  database: OwnDatabase,
  kept: DeliveredFrames,
  due: DueFrames,
): Promise<void> {
  const twice = [...kept].filter(([, times]) => times.length > 1).map(([serial]) => serial);
  expect.soft(twice.slice(0, MOST_SHOWN), `${twice.length} frames are there twice`).toEqual([]);
  const said = [...kept].flatMap(([serial, times]) =>
    times.map((atMs) => [atMs, numberedFrame.historique(serial)] as const),
  );
  for (const measurement of ['linky', 'linky_tic'] as const) {
    const points = await pointsOf(database, measurement, said, due.meter);
    const wrong = said.filter(([atMs, told]) => !isSame(points.get(atMs), told[measurement]));
    const shown = wrong.slice(0, MOST_SHOWN).map(([atMs]) => points.get(atMs));
    expect.soft(shown, `${wrong.length} points of ${measurement} are not as the meter said it`).toEqual([]);
  }
}

/** Of what is wrong, so many are shown. */
const MOST_SHOWN = 3;

async function pointsOf(
  database: OwnDatabase,
  measurement: 'linky' | 'linky_tic',
  said: readonly (readonly [atMs: number, told: NumberedFrame])[],
  meter: string,
): Promise<ReadonlyMap<number, Values>> {
  const fields = Object.keys(said[0]?.[1][measurement] ?? {}).map((field) => `"${field}"`);
  if (fields.length === 0) return new Map();
  const since = said.reduce((least, [atMs]) => Math.min(least, atMs), Number.POSITIVE_INFINITY);
  const rows = await database.query(
    `SELECT ${fields} FROM ${measurement} WHERE meter = '${meter}' AND time >= ${since}ms`,
  );
  return new Map(rows.map((row) => [Number(row['time']), row as Values]));
}

function isSame(point: Values | undefined, said: Values): boolean {
  return Object.entries(said).every(([field, value]) => point?.[field] === value);
}

function isOf({ meter, first, last }: DueFrames): string {
  return `meter = '${meter}' AND import_wh >= ${IMPORTED_WH + first} AND import_wh <= ${IMPORTED_WH + last}`;
}

function lengthOf({ first, last }: DueFrames): number {
  return last - first + 1;
}
