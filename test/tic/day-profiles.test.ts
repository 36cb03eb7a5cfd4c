import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hoursText } from '../../src/contract/date-hours.ts';
import { hoursOfIndexes, indexAt } from '../../src/contract/profile-meaning.ts';
import type { Reading, WrittenProfile } from '../../src/reading/reading.ts';
import { readProfile } from '../../src/tic/day-profiles.ts';
import { readingFromFrame } from '../../src/tic/frame-reading.ts';
import { filled, minutesIn, minutesOf, type Switching, written } from '../contract/written-profile.ts';
import { decode, framesOf } from './decode.ts';

/** What a profile means that is used. */
function readWritten(text: string): WrittenProfile {
  const read = readProfile(text);
  return read === 'unused' ? {} : read;
}

/** The hours of each index, by the bases in which a text can be read. */
function read(blocks: string) {
  const byBase = readWritten(filled(blocks));
  return Object.fromEntries(
    Object.entries(byBase).map(([base, profile]) => [
      base,
      Object.fromEntries(profile.map(({ index }) => [index, hoursText(hoursOfIndexes(profile, [index]))])),
    ]),
  );
}

describe('a profile is read', () => {
  test.each([
    ['00008002 0256C001 07568002 1156C001 14568002', { 1: '02:56-07:56,11:56-14:56', 2: '07:56-11:56,14:56-02:56' }],
    ['00008002 0050C001 06508002 1220C001 14208002', { 1: '00:50-06:50,12:20-14:20', 2: '06:50-12:20,14:20-00:50' }],
    ['00004001 06004002 22004001', { 1: '22:00-06:00', 2: '06:00-22:00' }],
    ['00004003 06004004 22004003', { 3: '22:00-06:00', 4: '06:00-22:00' }],
  ])('in decimal: %s', (blocks, decimal) => expect(read(blocks)).toEqual({ decimal }));

  test.each([
    ['00008002 0038C001 07388002 0D1A8001 0E1A8002', { 1: '00:56-07:56,13:26-14:26', 2: '07:56-13:26,14:26-00:56' }],
    ['00008002 0C008001 0D008002', { 1: '12:00-13:00', 2: '13:00-12:00' }],
    // Read as decimal, its times would fall: 06:00, 16:00, 12:00.
    ['00008002 0600C001 16008002 1200C001', undefined],
  ])('in hexadecimal: %s', (blocks, hexadecimal) => {
    expect(read(blocks)).toEqual(hexadecimal ? { hexadecimal } : {});
  });

  test('in both bases, where both are possible', () => {
    expect(read('00004001 06004002 16004001')).toEqual({
      decimal: { 1: '16:00-06:00', 2: '06:00-16:00' },
      hexadecimal: { 1: '22:00-06:00', 2: '06:00-22:00' },
    });
    expect(read('00008001')).toEqual({ decimal: { 1: '00:00-00:00' }, hexadecimal: { 1: '00:00-00:00' } });
  });

  test('with switchings that move a relay only, and leave the index as it is', () => {
    const hours = { 1: '00:00-08:00', 2: '08:00-00:00' };
    expect(read('0000C001 02560010 0756000B 0800C002 0900000F')).toEqual({ decimal: hours });
  });

  test('up to index 10', () => {
    expect(read('0000800A 12308009')).toEqual({
      decimal: { 9: '12:30-00:00', 10: '00:00-12:30' },
      hexadecimal: { 9: '18:48-00:00', 10: '00:00-18:48' },
    });
  });
});

describe('no profile is', () => {
  test.each([
    ['one that does not begin at midnight', filled('06008001')],
    ['one that begins without an index', filled('00008000 0600C001')],
    ['one in which a time comes twice', filled('00008001 08008002 08008001')],
    ['one whose times fall in both bases', filled('00008001 0A008002 09008001')],
    ['one with minute 60', filled('00008001 083C8002')],
    ['one with hour 24', filled('00008001 18008002 24008001')],
    ['a text of another length', '00008001'],
    ['a text with one block too many', `${filled('00008001')} NONUTILE`],
    ['a text that is none', 'x'.repeat(98)],
    ['nothing', ''],
  ])('%s', (_, text) => expect(readProfile(text)).toEqual({}));
});

test('a profile without a switching is unused', () => {
  expect(readProfile(filled())).toBe('unused');
  expect(readProfile(filled('00008001'))).not.toBe('unused');
});

const status = fc.record({ to: fc.integer({ min: 0, max: 15 }), relays: fc.integer({ min: 0, max: 0xfff }) });

/** From 00:00 on, with 1 to 11 switchings at any minutes, indexes that stay as they are, and relays of all kinds. */
const profiles: fc.Arbitrary<readonly Switching[]> = fc
  .tuple(
    fc.integer({ min: 1, max: 10 }),
    fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 1_439 }), fc.constantFrom(360, 1_439)), { maxLength: 10 }),
    fc.array(status, { minLength: 10, maxLength: 10 }),
  )
  .map(([first, times, rest]) => [
    { at: 0, to: first },
    ...times.toSorted((one, other) => one - other).map((at, nth) => ({ at, ...(rest[nth] ?? { to: 0 }) })),
  ]);

test('what is read is what was written, in the base in which it was written', () => {
  fc.assert(
    fc.property(profiles, fc.constantFrom(10, 16), (switchings, base) => {
      const counted = switchings.map((one) => (one.to > 10 ? { ...one, to: 0 } : one));
      const profile = readWritten(written(switchings, base))[base === 10 ? 'decimal' : 'hexadecimal'];
      for (let index = 1; index <= 10; index += 1) {
        const expected = minutesOf(counted, [index]);
        expect(profile && minutesIn(hoursText(hoursOfIndexes(profile, [index])))).toEqual(expected);
        for (const minute of expected) expect(profile && indexAt(profile, minute)).toBe(index);
      }
    }),
  );
});

test('no text throws', () => {
  const block = fc.oneof(
    fc.stringMatching(/^[0-9A-F]{8}$/),
    fc.stringMatching(/^[01][0-9A][0-5][0-9]800[0-9A-F]$/),
    fc.constant('NONUTILE'),
    fc.string({ maxLength: 9 }),
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(block, { maxLength: 12 }).map((blocks) => blocks.join(' ')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      for (const profile of Object.values(readWritten(text))) {
        expect(profile.map(({ from }) => from)).toEqual([0, ...profile.slice(0, -1).map(({ to }) => to)]);
        expect(profile.at(-1)?.to).toBe(1_440);
      }
    }),
  );
});

const capture = new URL('../../../shared/captures/standard-1p-base.tic', import.meta.url);

test.skipIf(!existsSync(capture))('the profile of a real meter with the contract Base is one index all day', () => {
  const texts = framesOf(decode(readFileSync(capture), 'standard')).map(({ labels }) => labels['PJOURF+1'] ?? '');
  expect(texts.length).toBeGreaterThan(10);
  for (const text of texts) expect(readWritten(text).decimal).toEqual([{ from: 0, to: 1_440, index: 1 }]);
});

describe('a reading', () => {
  const LABELS = { 'PJOURF+1': filled('00008001'), PPOINTE: filled(), NJOURF: '00', 'NJOURF+1': '01' };
  const read = (labels: Reading['frame']['labels'], before?: Reading) =>
    readingFromFrame({ mode: 'standard', address: '012345678901', labels, horodates: {}, refused: 0 }, 0, before);

  test('has the profiles of dates, each in both bases, and the supplier’s numbers for their types', () => {
    const base = [{ from: 0, to: 1_440, index: 1 }];
    expect(read(LABELS).dayProfiles).toEqual({
      tomorrow: { decimal: base, hexadecimal: base },
      peakDay: 'unused',
      dayType: '00',
      dayTypeTomorrow: '01',
    });
  });

  test('lacks what its frame lacks', () => {
    expect(read({ NJOURF: '02' }).dayProfiles).toEqual({ dayType: '02' });
    expect(read({ LTARF: 'BASE' })).not.toHaveProperty('dayProfiles');
  });

  test('has the same object as the one before while the meter says the same', () => {
    const first = read({ ...LABELS, SINSTS: '00100' });
    const second = read({ ...LABELS, SINSTS: '00200' }, first);
    expect(second.dayProfiles).toBe(first.dayProfiles);
    const third = read({ ...LABELS, NJOURF: '01' }, second);
    expect(third.dayProfiles).toEqual({ ...first.dayProfiles, dayType: '01' });
  });

  test('has the number of the supply point', () => {
    expect(read({ PRM: '12345678901234' })).toMatchObject({ prm: '12345678901234' });
    expect(read({})).not.toHaveProperty('prm');
  });
});
