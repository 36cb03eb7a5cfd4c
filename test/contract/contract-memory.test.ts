import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ContractMemory, contractMemoryIn, noteOf } from '../../src/contract/contract-memory.ts';

const FULL = {
  address: '012345678901',
  contract: 'HC..',
  mode: 'historique',
  subscribedVA: 9_000,
  message: 'COUPURE',
  messages: [{ text: 'COUPURE', atMs: 1.8e12 }],
  profile: {
    base: 'hexadecimal',
    told: [
      { day: 20_000, dayType: '00', profile: { hexadecimal: [{ from: 0, to: 1_440, index: 2 }] } },
      { day: 20_001, profile: {}, isPeakDay: true },
    ],
  },
  seen: {
    dates: [{ day: 20_000, offPeak: [{ from: 60, to: 540 }] }],
    firstHours: { day: 19_999, offPeak: [] },
    tape: [
      { at: 28_800_000, is: 'peak' },
      { at: 28_800_060, is: 'offPeak' },
      { at: 28_800_540, is: 'unknown' },
    ],
  },
  hours: {
    day: 20_001,
    known: { workday: ['22:00-06:00'] },
    seasons: { of: 'summer', other: { workday: ['02:00-07:00', '02:00-10:00'], sunday: [''] } },
    types: { '00': { day: 20_001, offPeak: '22:00-06:00' } },
    doubted: { day: 20_780, offPeak: '23:00-07:00', dayBefore: 20_779 },
  },
  news: [
    { atMs: 1, kind: 'hours', before: '', offPeak: '22:00-06:00', isTold: true },
    { atMs: 1, kind: 'hours', before: '', offPeak: '22:00-06:00', isTold: true, fromDay: 20_797 },
    { atMs: 1, kind: 'hours', before: '', offPeak: '22:00-06:00', isTold: false, season: 'winter' },
    { atMs: 2, kind: 'contract', before: 'BASE', contract: 'HC..' },
    { atMs: 3, kind: 'subscribed', beforeVA: 6_000, subscribedVA: 9_000 },
    { atMs: 4, kind: 'meter', before: '0001', address: '8901' },
    { atMs: 5, kind: 'message', text: 'COUPURE' },
    { atMs: 6, kind: 'colour', told: 'red', counted: 'blue' },
    { atMs: 7, kind: 'register', named: 'EASF01', moving: 'EASF02' },
  ],
} as const satisfies Required<ContractMemory>;

test('what was stored is read back', () => {
  expect(contractMemoryIn(noteOf(FULL))).toEqual(FULL);
});

describe('these are left out:', () => {
  test('each field that makes no sense, individually', () => {
    for (const field of Object.keys(FULL) as (keyof ContractMemory)[]) {
      const { [field]: _, ...others } = FULL;
      const note = JSON.parse(noteOf(FULL));
      for (const nonsense of [null, 7.5, 'x', [], {}, [[]]]) {
        const read = contractMemoryIn(JSON.stringify({ ...note, [field]: nonsense }));
        expect(read).toMatchObject(others);
      }
    }
  });

  test('what a later version has added: fields, kinds of news', () => {
    const later = {
      ...JSON.parse(noteOf(FULL)),
      weather: 'fair',
      news: [...FULL.news, { atMs: 8, kind: 'weather', says: 'fair' }],
    };
    expect(contractMemoryIn(JSON.stringify(later))).toEqual(FULL);
  });

  test('a complete note that is not an object, not JSON, or cut', () => {
    const text = noteOf(FULL);
    const notes = [undefined, '', '[]', '"x"', 'null', '7', '{', text.slice(0, -1), text.slice(1)];
    expect(notes.map(contractMemoryIn)).toEqual(notes.map(() => ({})));
  });
});

test('the profiles of a note of version 1, which stored them as the meter writes them', () => {
  const told = [{ day: 20_000, dayType: '00', profile: '00008002 0038C001' }];
  const { version: _, ...first } = JSON.parse(noteOf(FULL));
  const read = contractMemoryIn(JSON.stringify({ ...first, profile: { base: 'hexadecimal', told } }));
  expect(read).toEqual({ ...FULL, profile: { base: 'hexadecimal', told: [] } });
});

test('reading never throws, whatever the note is', () =>
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.dictionary(fc.constantFrom(...Object.keys(FULL)), fc.jsonValue()).map((one) => JSON.stringify(one)),
      ),
      (note) => {
        expect(contractMemoryIn(note)).toBeTypeOf('object');
      },
    ),
  ));
