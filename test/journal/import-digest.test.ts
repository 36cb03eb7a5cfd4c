import { expect, test } from 'vitest';
import type { ImportedDay } from '../../src/energy/imported-day.ts';
import { digestOf } from '../../src/journal/imports.ts';

const DAY: ImportedDay = {
  day: 19_358,
  curve: [{ fromMinute: 0, stepMinutes: 30, meanW: [460, 462.5] }],
  energyWhByRegister: { EASF01: 1_200, EASF02: 3_400 },
};

test('the digest of days does not depend on the order of their fields', () => {
  const reordered: ImportedDay = {
    energyWhByRegister: { EASF02: 3_400, EASF01: 1_200 },
    curve: [{ meanW: [460, 462.5], stepMinutes: 30, fromMinute: 0 }],
    day: 19_358,
  };
  expect(digestOf([reordered])).toBe(digestOf([DAY]));
});

test.each<[string, readonly ImportedDay[]]>([
  ['a day more', [DAY, { ...DAY, day: 19_359 }]],
  ['another day', [{ ...DAY, day: 19_359 }]],
  ['another mean', [{ ...DAY, curve: [{ fromMinute: 0, stepMinutes: 30, meanW: [460, 462] }] }]],
  ['another energy of a register', [{ ...DAY, energyWhByRegister: { EASF01: 3_400, EASF02: 1_200 } }]],
  ['no day', []],
])('%s makes another digest', (_, days) => {
  expect(digestOf(days)).not.toBe(digestOf([DAY]));
});
