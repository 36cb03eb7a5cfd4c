import { expect, test } from 'vitest';
import { mayBeAboutAll, soundAlike } from '../../src/influx/refusal-words.ts';

const LINES = [
  'linky,meter=a power_va=390,import_wh=12 1700000000000',
  'linky_tic,meter=a PAPP="00390",SMAXSN-1="L\\"ETE" 1700000000000',
  'linky_info,meter=a mode="historique",message="a" 1700000000000',
] as const;

/** Whether the lines sound alike that are refused in these words. */
const alike = (words: (line: string, at: number) => string) =>
  soundAlike(LINES.map((line, at) => ({ line, words: words(line, at) })));

test.each([
  'the quota is exceeded',
  'invalid precision: ms',
  'the server is in maintenance mode',
  'the message broker is gone',
])('“%s” may be about the whole database, and lines that are refused so sound alike', (words) => {
  expect(mayBeAboutAll(words)).toBe(true);
  expect(alike(() => words)).toBe(true);
});

test.each([
  "invalid column type for column 'power_va'",
  'expected iox::column_type::field::float',
  'Fields are missing',
  'wrong type',
  "the tag 'meter'",
  'the timestamp is too old',
  'time outside range',
  'partial write: the quota is exceeded',
  'the quota is exceeded dropped=4',
])('“%s” is about lines', (words) => expect(mayBeAboutAll(words)).toBe(false));

test.each<[string, (line: string, at: number) => string]>([
  ['numbers', (_, at) => `request ${at} of 3, id 4f${at}a, is over the quota`],
  ['a time', (line) => `refused at ${line.slice(-13)} by quota`],
  ['the measurement', (line) => `table '${line.split(',')[0]}' cannot be made`],
  ['the series', (line) => `cannot route ${line.split(' ')[0]}`],
  ['the whole line', (line) => `cannot accept '${line}'`],
  ['the whole line, escaped', (line) => `cannot accept ${JSON.stringify(line)}`],
])('%s may differ in words that are the same otherwise', (_, words) => expect(alike(words)).toBe(true));

test.each<[string, (line: string, at: number) => string]>([
  ['that differ', (_, at) => ['this is bad', 'that is bad', 'this is bad'][at] ?? ''],
  ['of which one is none', (_, at) => (at === 1 ? '' : 'locked')],
  ['that are none', () => '400'],
  ['that name a field of one of them', () => 'power_va is locked'],
  ['that name a label of the meter', () => 'no room for SMAXSN-1'],
])('lines that are refused in words %s do not sound alike', (_, words) => expect(alike(words)).toBe(false));
