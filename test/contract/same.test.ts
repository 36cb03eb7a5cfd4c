import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { confirmed, counted, isSame, lastIfSame, lasting } from '../../src/contract/same.ts';

describe('values say the same', () => {
  test('when they are deeply equal, and not otherwise', () => {
    const value = fc.object({
      maxDepth: 3,
      key: fc.constantFrom('a', 'b'),
      values: [fc.nat(1), fc.constantFrom('x', '')],
    });
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(isSame(one, other)).toBe(isDeepStrictEqual(one, other));
        expect(isSame(one, structuredClone(one))).toBe(true);
      }),
    );
  });

  test('whether a field is undefined or absent', () => {
    expect([isSame({ a: 1, b: undefined }, { a: 1 }), isSame({ a: 1 }, { a: 1, b: undefined })]).toEqual([true, true]);
    expect([isSame({ a: 1, b: 2 }, { a: 1 }), isSame({ a: 1 }, { a: 1, b: 2 })]).toEqual([false, false]);
  });

  test('also of numbers that are none', () => {
    expect([isSame([Number.NaN], [Number.NaN]), isSame([Number.NaN], [0]), isSame(undefined, {})]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

test('what is told again as it was told last is the object of last time', () => {
  const last = { hours: [{ from: 0, to: 60 }] };
  expect(lastIfSame(last, structuredClone(last))).toBe(last);
  expect(lastIfSame(last, { hours: [] })).toEqual({ hours: [] });
});

test('what lasts begins anew with another value', () => {
  const first = lasting(undefined, ['a'], 1_000);
  const second = lasting(first, ['a'], 3_000);
  expect(second).toEqual({ value: ['a'], sinceMs: 1_000, times: 2 });
  expect(lasting(second, ['b'], 4_000)).toEqual({ value: ['b'], sinceMs: 4_000, times: 1 });
});

describe('a value is believed', () => {
  /** What is believed after each of these. */
  function believed(...values: readonly (readonly string[] | undefined)[]) {
    let count: ReturnType<typeof counted<readonly string[]>>;
    return values.map((value) => {
      count = counted(count, value);
      return confirmed(count)?.join();
    });
  }

  test('when it has come three times in a row, and as long as no other one comes', () => {
    expect(believed(['a'], ['a'], ['a'], ['a'], ['b'], ['a'])).toEqual([
      undefined,
      undefined,
      'a',
      'a',
      undefined,
      undefined,
    ]);
  });

  test('whatever readings lack it in between', () => {
    expect(believed(['a'], undefined, ['a'], undefined, ['a'], undefined).at(-1)).toBe('a');
    expect(believed(undefined)).toEqual([undefined]);
  });
});
