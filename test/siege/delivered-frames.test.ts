import { expect, test } from 'vitest';
import type { OwnDatabase } from '../../testbed/databases/shared-databases.ts';
import { IMPORTED_WH } from '../e2e/chaos/numbered-frames.ts';
import { type DueFrames, deliveredFrames, missingIn } from './delivered-frames.ts';

const DUE: DueFrames = { meter: 'm', first: 1, last: 4 };

test.each([
  ['newer frames are already there', [1, 2, 4, 5, 6], []],
  ['some frames are there twice', [1, 1, 2, 2, 4], []],
  ['the last one never arrives, but a later one', [1, 2, 5], []],
  ['the missing frames arrive long after the last one, one by one', [4], [2, 1]],
])('late frames are waited for although %s', async (_, there, then) => {
  const kept = await deliveredFrames(databaseWith(there, [...then, 3]), DUE, () => false, 1);
  expect(missingIn(kept, DUE)).toEqual([1, 2, 3, 4].filter((serial) => ![...there, ...then, 3].includes(serial)));
});

test('frames that are not due are not among the delivered frames', async () => {
  const kept = await deliveredFrames(databaseWith([1, 2, 3, 4, 5], []), DUE, () => false, 1);
  expect([...kept.keys()]).toEqual([1, 2, 3, 4]);
});

/** How many checks there are from one late frame to the next: fewer than the checks after which no more frames are expected. */
const CHECKS_PER_FRAME = 8;

/** A database that has the frames of `there`, and gets those of `later` one by one while it is queried. */
function databaseWith(there: readonly number[], later: readonly number[]): OwnDatabase {
  let queries = 0;
  const query = async (influxQl: string) => {
    queries += 1;
    const [from = 0, to = Number.POSITIVE_INFINITY] = [...influxQl.matchAll(/import_wh [<>]= (\d+)/g)].map(boundIn);
    const have = [...there, ...later.slice(0, Math.floor(queries / CHECKS_PER_FRAME))];
    const all = have.map((serial) => IMPORTED_WH + serial).filter((wh) => from <= wh && wh <= to);
    if (!/count\(|last\(/.test(influxQl)) return all.map((import_wh, time) => ({ time, import_wh }));
    return [{ count: new Set(all).size, last: Math.max(0, ...all) }];
  };
  return { query } as unknown as OwnDatabase;
}

function boundIn([, digits]: RegExpMatchArray): number {
  return Number(digits);
}
