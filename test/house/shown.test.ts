import { expect, test } from 'vitest';
import { each, fields, kinds, numbers } from '../../src/house/shown.ts';

interface Inner {
  readonly about: number;
  readonly secret: string;
}

interface Example {
  readonly name: string;
  readonly list: readonly (number | null)[];
  readonly maybe?: boolean;
  readonly inner?: Inner;
  readonly secret: string;
}

const inner = fields<Inner>()({ about: 'shown', secret: 'hidden' });
const show = fields<Example>()({ name: 'shown', list: 'shown', maybe: 'shown', inner, secret: 'hidden' });
const EXAMPLE: Example = { name: 'a', list: [1, null], inner: { about: 7, secret: 'x' }, secret: 'y' };

test('what is shown is what the rules say, and nothing that has no rule', () => {
  expect(show(EXAMPLE)).toStrictEqual({ name: 'a', list: [1, null], inner: { about: 7 } });
  const later = { ...EXAMPLE, addedLater: 'z', inner: { about: 7, secret: 'x', addedLater: 'z' } };
  expect(show(later)).toStrictEqual({ name: 'a', list: [1, null], inner: { about: 7 } });
});

test('what is no plain value, or no list of them, is never shown as it is', () => {
  const other = { ...EXAMPLE, name: { secret: 'x' }, list: [1, { secret: 'x' }], maybe: false } as unknown as Example;
  expect(show(other)).toStrictEqual({ maybe: false, inner: { about: 7 } });
});

test('a field with the name of one that every object has is not taken from there', () => {
  const odd = fields<{ readonly toString?: string }>()({ toString: 'shown' });
  expect(odd({} as never)).toStrictEqual({});
});

test('one of a union is shown by the rules of its kind, and one of an unknown kind not at all', () => {
  type Union = { readonly kind: 'a'; readonly at: number } | { readonly kind: 'b' | 'c'; readonly secret: string };
  const ofOthers = fields<Extract<Union, { secret: string }>>()({ kind: 'shown', secret: 'hidden' });
  const ofA = fields<Extract<Union, { at: number }>>()({ kind: 'shown', at: 'shown' });
  const shown = kinds<Union>({ a: ofA, b: ofOthers, c: ofOthers });
  expect(shown({ kind: 'a', at: 1 })).toEqual({ kind: 'a', at: 1 });
  expect(shown({ kind: 'c', secret: 'x' })).toEqual({ kind: 'c' });
  expect(shown({ kind: 'd', secret: 'x' } as never)).toBeUndefined();
});

test('each of a list is shown, and of an object with any names its numbers', () => {
  expect(each(inner)([{ about: 1, secret: 'x' }])).toStrictEqual([{ about: 1 }]);
  expect(numbers({ HP: 1, HC: 'x' as never })).toEqual({ HP: 1 });
});

test('a list without a field of its type, with another one, or that shows an object as it is does not compile', () => {
  // @ts-expect-error `secret` has no rule.
  fields<Inner>()({ about: 'shown' });
  // @ts-expect-error there is no `other`.
  fields<Inner>()({ about: 'shown', secret: 'hidden', other: 'shown' });
  // @ts-expect-error `inner` is an object.
  fields<Pick<Example, 'inner'>>()({ inner: 'shown' });
  // @ts-expect-error what is hidden is not in the type of what is shown.
  expect(show(EXAMPLE).secret).toBeUndefined();
});
