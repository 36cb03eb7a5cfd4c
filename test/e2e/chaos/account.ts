import { expect } from 'vitest';
import type { Database } from './database.ts';
import { IMPORTED_WH, pointOf, type Written } from './house.ts';

/** Between a frame's last byte on its way and its date: two schedulers and a busy machine. */
const LATE_MS = 1_500;

export interface Account {
  readonly written: ReadonlyMap<number, Written>;
  readonly taken: ReadonlySet<number>;
  readonly uncommitted: ReadonlySet<number>;
}

/**
 * Compares every point with every frame: what was taken is there, but for what was in memory only when the plugin was
 * killed; nothing else is there; each once, with its numbers, at its time, in order. Gives how many a kill has cost.
 */
export async function expectNothingLost(database: Database, account: Account): Promise<number> {
  const { written, taken, uncommitted } = account;
  const atMsBySerial = await serialsIn(database);
  const lost = [...taken].filter((serial) => !atMsBySerial.has(serial));
  expect(
    lost.filter((serial) => !uncommitted.has(serial)),
    'lost',
  ).toEqual([]);

  const serials = [...atMsBySerial.keys()];
  expect(
    serials.filter((serial) => !written.has(serial)),
    'never sent',
  ).toEqual([]);
  expect(serials, 'in order').toEqual(serials.toSorted((a, b) => a - b));
  const misdated = serials.filter((serial) => {
    const { atMs = 0, heard = false } = written.get(serial) ?? {};
    const lateMs = (atMsBySerial.get(serial) ?? 0) - atMs;
    return heard && (lateMs < -1 || lateMs > LATE_MS);
  });
  expect(misdated, 'at another time').toEqual([]);

  for (const measurement of ['linky', 'linky_tic'] as const) {
    const points = await database.points(measurement, Object.keys(pointOf(0)[measurement]));
    const expected = [...atMsBySerial].map(([serial, atMs]) => [atMs, pointOf(serial)[measurement]]);
    expect([...points], measurement).toEqual(expected);
  }
  return lost.length;
}

/** The time of each serial number, in the order of time. */
export async function serialsIn(database: Database): Promise<ReadonlyMap<number, number>> {
  const points = await database.points('linky', ['import_wh']);
  const serials = new Map<number, number>();
  for (const [atMs, { import_wh = 0 }] of points) {
    const serial = import_wh - IMPORTED_WH;
    expect(serials.has(serial), `frame ${serial} twice`).toBe(false);
    serials.set(serial, atMs);
  }
  return serials;
}
