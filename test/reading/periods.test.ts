import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CONTRACTS,
  colourOfPeriod,
  contractKind,
  isContractRegister,
  isSamePeriod,
  knownPeriod,
  periodName,
  presentPeriods,
} from '../../src/reading/periods.ts';
import { PTEC } from '../../src/tic/tariff.ts';

describe('the name of a tariff period', () => {
  test.each([
    ['TH..', 'BASE'],
    ['BASE            ', 'BASE'],
    ['HP..', 'HP'],
    ['HC..', 'HC'],
    ['HEURE  PLEINE', 'HP'],
    ['     HEURE  CREUSE      ', 'HC'],
    ['Heures pleines', 'HP'],
    ['hc', 'HC'],
    ['HN..', 'HN'],
    ['PM..', 'PM'],
    ['HCJB', 'HCJB'],
    ['HC BLEU', 'HCJB'],
    ['    HP  BLEU    ', 'HPJB'],
    ['HC BLANC', 'HCJW'],
    ['HP BLANC', 'HPJW'],
    ['HC ROUGE', 'HCJR'],
    ['HP  ROUGE', 'HPJR'],
    ['BUHC', 'HCJB'],
    ['BCHP', 'HPJW'],
    ['RHP', 'HPJR'],
    ['Heures Creuses Jours Bleus', 'HCJB'],
    ['Heures Pleines Jour Blanc', 'HPJW'],
    ['Heures Pleines Rouges', 'HPJR'],
    ['Heures Creuses Week-end', 'Heures Creuses Week-end'],
    ['HC ET WEEK-END', 'HC ET WEEK-END'],
    ['  Heures   Solaires ', 'Heures Solaires'],
    ['constructor', 'constructor'],
    ['', ''],
  ])('written %j is %j', (written, name) => {
    expect(periodName(written)).toBe(name);
  });

  test('is not the one that PTEC writes, unless that is the short one', () => {
    expect(Object.keys(PTEC).map(periodName)).toEqual([
      ...['BASE', 'HC', 'HP', 'HN', 'PM'],
      ...['HCJB', 'HPJB', 'HCJW', 'HPJW', 'HCJR', 'HPJR'],
    ]);
  });

  test('is its own name', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom(...Object.keys(PTEC), 'HEURE  PLEINE')), (written) => {
        expect(periodName(periodName(written))).toBe(periodName(written));
      }),
    ));

  test('is the same as that of a bill in other capitals', () => {
    expect(isSamePeriod('HC ET WEEK-END', 'HC et week-end')).toBe(true);
    expect(isSamePeriod('HP..', 'Heures pleines')).toBe(true);
    expect(isSamePeriod('HP', 'HC')).toBe(false);
  });
});

describe('the contract', () => {
  test.each([
    ['BASE', 'base'],
    ['HC..', 'offPeak'],
    ['H PLEINE/CREUSE ', 'offPeak'],
    [' HC et Week-End ', 'weekEnd'],
    ['EJP.', 'ejp'],
    ['BBR(', 'tempo'],
    ['TEMPO', 'tempo'],
    ['ZEN WEEK-END', undefined],
    ['', undefined],
  ])('written %j is %s', (written, kind) => {
    expect(contractKind(written)).toBe(kind);
  });

  test('HC et Week-End has a third period, which is the supplier’s own', () => {
    expect(CONTRACTS.weekEnd.periods).toEqual(['HP', 'HC', 'WEEK-END']);
    expect(knownPeriod('WEEK-END')).toBeUndefined();
  });
});

test.each([
  ['HPJR', 'red'],
  ['    HP  ROUGE   ', 'red'],
  ['HC BLANC', 'white'],
  ['BUHC', 'blue'],
  ['HP..', undefined],
  ['JOUR ROUGE', undefined],
])('the colour of %j is %s', (written, colour) => {
  expect(colourOfPeriod(written)).toBe(colour);
});

test('what a register counts now is its newest line, of that meter alone, in whatever order the lines come', () => {
  const line = { address: '1', register: 'EASF01', sinceMs: 5, period: 'NUIT' } as const;
  const before = { ...line, sinceMs: 1, period: 'HC', offPeak: true };
  const other = { ...line, register: 'EASF02', sinceMs: 3, period: 'HP', offPeak: false } as const;
  const lines = [line, other, before, { ...line, address: '2', sinceMs: 9, period: 'BASE' }];
  expect(presentPeriods(lines, '1')).toEqual({ EASF01: { name: 'NUIT' }, EASF02: { name: 'HP', offPeak: false } });
  expect(presentPeriods(lines, '3')).toEqual({});
});

test.each([
  ['EASF01', true],
  ['EASF10', true],
  ['EASF00', false],
  ['EASF11', false],
  ['EASD01', false],
])('%s is a register of the contract in standard mode: %s', (label, isOne) => {
  expect(isContractRegister(label, 'standard')).toBe(isOne);
});
