import { expect, test } from 'vitest';
import type { OwnDatabase } from '../../testbed/databases/shared-databases.ts';
import { IMPORTED_WH } from '../e2e/chaos/numbered-frames.ts';
import { type DueFrames, deliveredFrames, missingIn } from './delivered-frames.ts';

const DUE: DueFrames = { meter: 'm', first: 1, last: 4 };

test.each([
  ['newer frames are there', [1, 2, 4, 5, 6], []],
  ['some are there twice', [1, 1, 2, 2, 4], []],
  ['what is missing comes long after the last one, a frame at a time', [4], [2, 1]],
])('frames that come late are waited for though %s', async (_, there, then) => {
  const kept = await deliveredFrames(databaseWith(there, [...then, 3]), DUE, () => false, 1);
  expect(missingIn(kept, DUE)).toEqual([1, 2, 3, 4].filter((serial) => ![...there, ...then, 3].includes(serial)));
});

test('frames that were not due are none of those that are there', async () => {
  const kept = await deliveredFrames(databaseWith([1, 2, 3, 4, 5], []), DUE, () => false, 1);
  expect([...kept.keys()]).toEqual([1, 2, 3, 4]);
});

/** How often it is looked at until the next frame comes: within the time for which a frame is waited for. */
const LOOKS_A_FRAME = 8;

/** A database that has these frames, and gets another one of the later ones again and again while it is looked at. */
function databaseWith(there: readonly number[], later: readonly number[]): OwnDatabase {
  let looks = 0;
  const query = async (influxQl: string) => {
    looks += 1;
    const [from = 0, to = Number.POSITIVE_INFINITY] = [...influxQl.matchAll(/import_wh [<>]= (\d+)/g)].map(boundIn);
    const have = [...there, ...later.slice(0, Math.floor(looks / LOOKS_A_FRAME))];
    const all = have.map((serial) => IMPORTED_WH + serial).filter((wh) => from <= wh && wh <= to);
    if (!influxQl.includes('count(')) return all.map((import_wh, time) => ({ time, import_wh }));
    return [{ count: influxQl.includes('distinct') ? new Set(all).size : all.length, max: Math.max(0, ...all) }];
  };
  return { query } as unknown as OwnDatabase;
}

function boundIn([, digits]: RegExpMatchArray): number {
  return Number(digits);
}
