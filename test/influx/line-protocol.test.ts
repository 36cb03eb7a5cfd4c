import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldSet, lineOf } from '../../src/influx/line-protocol.ts';
import { parseLine } from './parse-line.ts';

/** The characters of a frame: printable ASCII and HT. A key has no backslash, which InfluxDB cannot have at its end. */
const text = fc.string({ unit: fc.constantFrom(...'aZ09 ,="\\+-@.\t'), maxLength: 40 });
const key = fc.string({ unit: fc.constantFrom(...'aZ09 ,=+-@.'), minLength: 1, maxLength: 12 });
const datum = fc.oneof(text, fc.integer());

test('a server reads what was written', () =>
  fc.assert(
    fc.property(fc.dictionary(key, datum, { minKeys: 1, noNullPrototype: true }), fc.nat(), (fields, atMs) => {
      const line = lineOf('linky,meter=linky', fieldSet(fields), atMs);
      expect(parseLine(line)).toEqual({ measurement: 'linky', tags: { meter: 'linky' }, fields, atMs });
    }),
  ));

test.each([
  ['a number without a suffix', { power_va: 390 }, 'power_va=390'],
  ['zero', { power_va: 0 }, 'power_va=0'],
  ['a text in quotes', { tariff: 'HP..' }, 'tariff="HP.."'],
  ['quotes and backslashes in a text', { message: 'a"b\\' }, 'message="a\\"b\\\\"'],
  ['blanks, commas and equals signs in a name', { 'a b,c=d': 1 }, 'a\\ b\\,c\\=d=1'],
  ['an empty text', { message: '' }, 'message=""'],
  ['no field for an absent value', { power_va: undefined, current_a: 2 }, 'current_a=2'],
  ['nothing when all values are absent', { power_va: undefined }, ''],
])('a field set holds %s', (_, fields, line) => expect(fieldSet(fields)).toBe(line));
