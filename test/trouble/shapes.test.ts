import { describe, expect, test } from 'vitest';
import { type Status, statusShape } from '../../src/status/status.ts';
import type { News } from '../../src/trouble/news.ts';
import { news, trouble } from '../../src/trouble/shapes.ts';
import type { Trouble } from '../../src/trouble/trouble.ts';
import { EVERY_NEWS, EVERY_TROUBLE } from '../../testbed/support/example-troubles.ts';

const AT = Date.UTC(2026, 0, 1);

const standing = EVERY_TROUBLE.map((one): [string, Trouble] => [`${one.part} ${one.kind}`, { ...one, since: AT }]);
const happened = EVERY_NEWS.map((one): [string, News] => [`${one.part} ${one.kind}`, { ...one, at: AT }]);

/** A status with these on its list, as it is read. @throws if it is none */
function statusWith(list: object): Status {
  return statusShape(throughJson({ version: '1.0.0', meters: [], troubles: [], news: [], ...list }));
}

const throughJson = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('each kind of trouble survives JSON', () => {
  test.each(standing)('%s', (_, one) => expect(trouble(throughJson(one))).toEqual(one));
});

describe('each kind of news survives JSON', () => {
  test.each(happened)('%s', (_, one) => expect(news(throughJson(one))).toEqual(one));
});

test('a status has all of them', () => {
  const troubles = standing.slice(0, 20).map(([, one]) => one);
  const all = happened.map(([, one]) => one).slice(0, 20);
  expect(statusWith({ troubles, news: all })).toMatchObject({ troubles, news: all });
});

const [FIRST] = standing.map(([, one]) => one);
const [FIRST_NEWS] = happened.map(([, one]) => one);

describe('a status with a list that is none is refused:', () => {
  test.each([
    ['no list', { troubles: undefined }],
    ['no news', { news: undefined }],
    ['an object', { troubles: {} }],
  ])('%s', (_, list) => {
    expect(statusWith({ troubles: [FIRST], news: [FIRST_NEWS] })).toBeDefined();
    expect(() => statusWith(list)).toThrow(TypeError);
  });
});

describe('what is none of the kinds that this version knows is passed over:', () => {
  test.each<[string, { readonly troubles?: readonly unknown[]; readonly news?: readonly unknown[] }]>([
    ['a hole', { troubles: [null] }],
    ['a part that there is not', { troubles: [{ ...FIRST, part: 'toString' }] }],
    ['no part', { troubles: [{ ...FIRST, part: undefined }] }],
    ['a kind that there is not', { troubles: [{ ...FIRST, kind: 'constructor' }] }],
    ['a kind of another part', { troubles: [{ ...FIRST, kind: 'damagedRepeatedly' }] }],
    ['a time that is none', { troubles: [{ ...FIRST, since: 'now' }] }],
    ['a time that no calendar has', { troubles: [{ ...FIRST, since: 1e300 }] }],
    ['news of such a time', { news: [{ ...FIRST_NEWS, at: -1e300 }] }],
    [
      'facts with such a time',
      { news: happened.filter(([, { kind }]) => kind === 'setBack').map(([, one]) => ({ ...one, toMs: 1e300 })) },
    ],
    ['no facts', { troubles: [{ part: 'line', kind: 'silent', since: AT }] }],
    ['a fact of another type', { troubles: [{ ...FIRST, port: 7 }] }],
    ['holders that are no list', { troubles: [{ ...FIRST, holders: 'cat' }] }],
    ['news that there are not', { news: [{ ...FIRST_NEWS, kind: 'constructor' }] }],
    ['news of a part that there is not', { news: [{ ...FIRST_NEWS, part: '__proto__' }] }],
    ['news without their facts', { news: [{ part: 'history', kind: 'lost', at: AT }] }],
    ['news without a time', { news: [{ ...FIRST_NEWS, at: undefined }] }],
  ])('%s', (_, { troubles = [], news: some = [] }) => {
    const parsed = statusWith({ troubles: [...troubles, FIRST], news: [...some, FIRST_NEWS] });
    expect(parsed).toMatchObject({ troubles: [FIRST], news: [FIRST_NEWS] });
    expect([parsed.troubles.length, parsed.news.length]).toEqual([1, 1]);
  });
});

test('texts lose their escape sequences, and what no kind has is left out', () => {
  const hostile = { ...FIRST, name: '\x1b]0;mine\x07Maison', later: { a: 1 } };
  const [parsed] = statusWith({ troubles: [hostile] }).troubles;
  expect(parsed).toEqual({ ...FIRST, name: 'Maison' });
});

test('a list that has no end is cut', () => {
  const troubles = Array(50_000).fill(FIRST);
  const all = Array(50_000).fill(FIRST_NEWS);
  const parsed = statusWith({ troubles, news: all });
  expect([parsed.troubles.length, parsed.news.length]).toEqual([200, 100]);
});
