import { describe, expect, test } from 'vitest';
import { PERIODS, type Period } from '../../src/reading/periods.ts';
import { DEMAIN, isOffPeak, PTEC } from '../../src/tic/tariff.ts';

test.each([
  ['TH..', undefined, undefined],
  ['HC..', true, undefined],
  ['HP..', false, undefined],
  ['HN..', undefined, undefined],
  ['PM..', undefined, undefined],
  ['HCJB', true, 'blue'],
  ['HPJB', false, 'blue'],
  ['HCJW', true, 'white'],
  ['HPJW', false, 'white'],
  ['HCJR', true, 'red'],
  ['HPJR', false, 'red'],
])('PTEC %s', (ptec, offPeak, tempoToday) => {
  expect([PTEC[ptec]?.offPeak, PTEC[ptec]?.tempoToday]).toEqual([offPeak, tempoToday]);
  expect(PTEC).toHaveProperty([ptec]);
});

test('DEMAIN', () => {
  expect(DEMAIN).toEqual({ '----': undefined, BLEU: 'blue', BLAN: 'white', ROUG: 'red' });
});

describe('LTARF', () => {
  const named = Object.entries<Period>(PERIODS)
    .filter(([, { offPeak }]) => offPeak !== undefined)
    .flatMap(([name, { offPeak, written }]) => [name, ...written].map((text) => [text, offPeak] as const));
  test.each(named)('%j, which the table of periods has, is off-peak there and here: %s', (text, offPeak) => {
    expect(isOffPeak(text)).toBe(offPeak);
  });

  test.each([
    'HEURE  CREUSE',
    'HEURES CREUSES',
    'H CREUSE',
    'HC',
    'HC BLEU',
    'HC  ROUGE',
    'HCH',
    'HC JOUR BLANC',
    'HC-ETE',
    'HEURE CREUSE',
    'HC BLANC',
    'BLEU HC',
    'BUHC',
    'BCHC',
    'RHC',
    'HC MERCREDI',
    'HC-12H30',
    'CREUSE HIVER',
    'H SUPER CREUSE',
    'H SUPER CREUSES',
    'Heure  Creuse',
    'hc Week-End',
  ])('%j is off-peak', (ltarf) => expect(isOffPeak(ltarf)).toBe(true));

  test.each([
    'HEURE  PLEINE',
    'HEURES PLEINES',
    'H PLEINE',
    'HP',
    'HP BLEU',
    'HP  ROUGE',
    'HPE',
    'HP JOUR BLANC',
    'POINTE',
    'HEURE POINTE',
    'HP BLANC',
    'BLEU HP',
    'BUHP',
    'BCHP',
    'RHP',
    'HP MERCREDI',
    'PLEINE HIVER',
    'Heure Pleine',
  ])('%j is not', (ltarf) => expect(isOffPeak(ltarf)).toBe(false));

  test.each([
    'BASE',
    '',
    'HEURE NORMALE',
    'JOUR BLEU',
    'HCHP',
    'CHP',
    'HPLEINE',
    'HC OU HP',
    'CREUSE PLEINE',
    'HEURE WEEK-END',
    'WEEK-END',
    'INDEX NON CONSO',
    'INDEX INACTIF 2',
    'H PLEINE/CREUSE',
  ])('%j leaves it open', (ltarf) => expect(isOffPeak(ltarf)).toBeUndefined());
});
