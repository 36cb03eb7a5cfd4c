import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isExpectedGap, TILE_RANGE, tileDisplayName, tileValueOf } from '../../src/homekit/tile-value.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { reading } from './homebridge-api.ts';

describe('the name of a tile', () => {
  test.each([
    ['fr', 'power', 'Maison Puissance'],
    ['fr', 'current', 'Maison Intensité'],
    ['fr', 'injection', 'Maison Injection'],
    ['en', 'power', 'Maison Power'],
    ['en', 'current', 'Maison Current'],
    ['en', 'injection', 'Maison Export'],
  ] as const)('%s, %s: %s', (language, tile, name) => {
    expect(tileDisplayName('Maison', tile, textsIn[language].homekit)).toBe(name);
  });
});

describe('what a tile shows', () => {
  test.each([
    ['the apparent power', 'power', reading({ apparentPowerVA: 390 }), 1, { number: 390 }],
    ['0 VA', 'power', reading({ apparentPowerVA: 0 }), 1, { number: 0 }],
    ['no power when the reading has none', 'power', reading({ currentA: { 1: 2 } }), 1, {}],
    ['the injected power', 'injection', reading({ apparentPowerVA: 0, injectedPowerVA: 1200 }), 1, { number: 1200 }],
    ['0 VA injected', 'injection', reading({ injectedPowerVA: 0 }), 1, { number: 0 }],
    ['no injection for a consumer', 'injection', reading({ apparentPowerVA: 390 }), 1, {}],
    ['the current', 'current', reading({ currentA: { 1: 2 } }), 1, { number: 2 }],
    ['0 A', 'current', reading({ currentA: { 1: 0 } }), 1, { number: 0 }],
    ['no current when the reading has none', 'current', reading({ apparentPowerVA: 390 }), 1, {}],
    ['no current while the number of phases is unknown', 'current', reading({ currentA: { 1: 2 } }), undefined, {}],
    [
      'of three phases the most loaded one, and each of them',
      'current',
      reading({ currentA: { 1: 4, 2: 17, 3: 0 } }),
      3,
      { number: 17, byPhase: { 1: 4, 2: 17, 3: 0 } },
    ],
    [
      '0 A on three phases',
      'current',
      reading({ currentA: { 1: 0, 2: 0, 3: 0 } }),
      3,
      { number: 0, byPhase: { 1: 0, 2: 0, 3: 0 } },
    ],
    [
      'no most loaded phase when one phase was refused',
      'current',
      reading({ currentA: { 1: 4, 3: 0 } }, 1),
      3,
      { byPhase: { 1: 4, 3: 0 } },
    ],
    ['no current of three phases when the reading has none', 'current', reading({}), 3, { byPhase: {} }],
  ] as const)('%s', (_, tile, given, phases, shown) => {
    expect(tileValueOf(tile, given, phases)).toEqual(shown);
  });

  test('is always within the range of the characteristic', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (number) => {
        const three = tileValueOf('current', reading({ currentA: { 1: number, 2: number, 3: number } }), 3);
        const shown = [
          tileValueOf('power', reading({ apparentPowerVA: number }), 1),
          three,
          { number: three.byPhase?.[2] },
        ];
        for (const { number: shownNumber } of shown) {
          expect(shownNumber).toBeGreaterThanOrEqual(TILE_RANGE.minValue);
          expect(shownNumber).toBeLessThanOrEqual(TILE_RANGE.maxValue);
        }
      }),
    );
  });
});

describe('a reading without the power', () => {
  const currents = { 1: 40, 2: 3, 3: 2 };

  test.each([
    ['is an expected gap in a short frame', true, 'power', reading({ phases: 3, currentA: currents })],
    ['is no expected gap when a group was refused', false, 'power', reading({ phases: 3, currentA: currents }, 1)],
    ['is no expected gap from a single-phase meter', false, 'power', reading({ phases: 1, currentA: { 1: 2 } })],
    ['is no expected gap for the injection tile', false, 'injection', reading({ phases: 3, currentA: currents })],
  ] as const)('%s', (_, isExpected, tile, given) => {
    expect(isExpectedGap(tile, given)).toBe(isExpected);
  });
});
