import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { confirmed, counted, isSame, lastIfSame, lasting } from '../../src/contract/same.ts';

describe('values are the same', () => {
  test('if they are deeply equal, and not otherwise', () => {
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

  test('also if they are NaN', () => {
    expect([isSame([Number.NaN], [Number.NaN]), isSame([Number.NaN], [0]), isSame(undefined, {})]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

test('an equal value is replaced by the previous object', () => {
  const last = { hours: [{ from: 0, to: 60 }] };
  expect(lastIfSame(last, structuredClone(last))).toBe(last);
  expect(lastIfSame(last, { hours: [] })).toEqual({ hours: [] });
});

test('a lasting value restarts when it changes', () => {
  const first = lasting(undefined, ['a'], 1_000);
  const second = lasting(first, ['a'], 3_000);
  expect(second).toEqual({ value: ['a'], sinceMs: 1_000, times: 2 });
  expect(lasting(second, ['b'], 4_000)).toEqual({ value: ['b'], sinceMs: 4_000, times: 1 });
});

describe('a value is accepted', () => {
  /** The accepted value after each of these. */
  function believed(...values: readonly (readonly string[] | undefined)[]) {
    let count: ReturnType<typeof counted<readonly string[]>>;
    return values.map((value) => {
      count = counted(count, value);
      return confirmed(count)?.join();
    });
  }

  test('after three consecutive readings, until another one comes', () => {
    expect(believed(['a'], ['a'], ['a'], ['a'], ['b'], ['a'])).toEqual([
      undefined,
      undefined,
      'a',
      'a',
      undefined,
      undefined,
    ]);
  });

  test('whatever readings in between lack it', () => {
    expect(believed(['a'], undefined, ['a'], undefined, ['a'], undefined).at(-1)).toBe('a');
    expect(believed(undefined)).toEqual([undefined]);
  });
});
