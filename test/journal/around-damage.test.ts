import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAroundDamage } from '../../src/journal/around-damage.ts';

const DAMAGE = Object.assign(new Error('database disk image is malformed'), { errcode: 11 });
const FULL = Object.assign(new Error('database or disk is full'), { errcode: 13 });

/** A table with these keys. Its rows in `spoilt` can be found but not read; those in the range `lost` cannot be found either. */
function tableOf(keys: readonly number[], spoilt: readonly number[], lost: readonly [number, number] = [0, 0]) {
  const isLost = (key: number) => key >= lost[0] && key < lost[1];
  return {
    first(from: number) {
      const key = keys.find((one) => one >= from);
      if (key !== undefined && isLost(key)) throw DAMAGE;
      return key;
    },
    within(from: number, to: number) {
      const inside = keys.filter((key) => key >= from && key < to);
      if (inside.some((key) => spoilt.includes(key) || isLost(key))) throw DAMAGE;
      return inside;
    },
  };
}

const read = (table: ReturnType<typeof tableOf>) =>
  [...readAroundDamage(table, 0)].flatMap((range) => (range.kind === 'read' ? range.rows : []));
const damagedIn = (table: ReturnType<typeof tableOf>) =>
  [...readAroundDamage(table, 0)].flatMap((range) => (range.kind === 'damaged' ? [range.at] : []));

const someKeys = fc
  .uniqueArray(fc.oneof(fc.nat(60), fc.nat(5_000), fc.nat(1e9)), { maxLength: 40 })
  .map((keys) => keys.toSorted((a, b) => a - b));

test('every row that can be read is read once, in order, and the keys of the others are reported', () => {
  fc.assert(
    fc.property(someKeys, fc.infiniteStream(fc.boolean()), (keys, coins) => {
      const spoilt = keys.filter(() => coins.next().value === true);
      expect(read(tableOf(keys, spoilt))).toEqual(keys.filter((key) => !spoilt.includes(key)));
      expect(damagedIn(tableOf(keys, spoilt))).toEqual(spoilt);
    }),
  );
});

test('with a damaged page, all rows outside it are read', () => {
  fc.assert(
    fc.property(someKeys, fc.nat(5_000), fc.nat(5_000), (keys, from, length) => {
      const table = tableOf(keys, [], [from, from + length]);
      expect(read(table)).toEqual(keys.filter((key) => key < from || key >= from + length));
    }),
  );
});

test('a search that ends at a lesser key has met a damaged page, and is not repeated for ever', () => {
  const sound = tableOf([7, 1_500, 5_000], []);
  const table = { ...sound, first: (from: number) => (from > 1_500 && from < 4_000 ? 7 : sound.first(from)) };
  expect(read(table)).toEqual([7, 1_500, 5_000]);
  expect(damagedIn(table)).toEqual([2_500]);
});

test('an error about the disk is thrown', () => {
  const table = {
    first: () => 0,
    within() {
      throw FULL;
    },
  };
  expect(() => [...readAroundDamage(table, 0)]).toThrow(FULL);
});
