import { describe, expect, test } from 'vitest';
import { tariffName, tariffsOf } from '../../../homebridge-ui/page/model/tariff-names.ts';
import { periodName } from '../../../src/reading/periods.ts';
import { englishPage as en } from '../../../src/texts/en/page.ts';
import { frenchPage as fr } from '../../../src/texts/fr/page.ts';
import { PTEC } from '../../../src/tic/tariff.ts';

const hues = (...written: string[]) => [...tariffsOf(written, en).values()].map(({ hue }) => hue);

describe('a tariff', () => {
  test.each([
    ['HP..', 'Heures pleines'],
    ['HEURE  CREUSE', 'Heures creuses'],
    ['TH..', 'Toutes les heures'],
    ['BASE', 'Toutes les heures'],
    ['HC', 'Heures creuses'],
    ['PM', 'Jours de pointe'],
    ['    HP  BLEU    ', 'Bleu, heures pleines'],
    ['HCJR', 'Rouge, heures creuses'],
    ['HP', 'Heures pleines'],
    ['BASE', 'Toutes les heures'],
    ['HN', 'Heures normales'],
    ['PM', 'Jours de pointe'],
    ['HC ET WEEK-END', 'Hc et week-end'],
    [' Heures Solaires ', 'Heures Solaires'],
    ['HP BLEU HIVER', 'Hp bleu hiver'],
  ])('written %s is called %s', (written, name) => {
    expect(tariffName(written, fr)).toBe(name);
  });

  test.each(Object.keys(PTEC))('of historique, %s, has a name and a colour of its own', (ptec) => {
    expect(tariffName(ptec, en)).not.toBe(ptec);
    expect(tariffName(periodName(ptec), en)).toBe(tariffName(ptec, en));
    expect(hues(ptec)[0]).not.toMatch(/^other/);
  });

  test('has one colour in both modes', () => {
    expect(hues('HCJB')).toEqual(hues('HC  BLEU'));
    expect(hues('HP..')).toEqual(hues('HEURE  PLEINE'));
    expect(hues('HP..')).toEqual(hues('HP'));
  });
});

describe('the tariffs of a chart', () => {
  test('have one order, whatever the order of the readings', () => {
    expect(hues('HPJR', 'HCJB', 'HPJB')).toEqual(['blue-off-peak', 'blue-peak', 'red-peak']);
    expect(hues('HPJB', 'HPJR', 'HCJB')).toEqual(['blue-off-peak', 'blue-peak', 'red-peak']);
  });

  test('of a supplier have different colours, and the same ones each time', () => {
    const once = tariffsOf(['SOLAIRE', 'NUIT', 'JOUR'], en);
    expect(tariffsOf(['JOUR', 'SOLAIRE', 'NUIT'], en)).toEqual(once);
    expect(new Set([...once.values()].map(({ hue }) => hue)).size).toBe(3);
  });

  test('of winter, summer and the deep of the night beside the usual ones all differ', () => {
    const names = ['HPH', 'HCH', 'HPE', 'HCE', 'HSC', 'POINTE', 'WEEK-END', 'SOLEIL', 'HEURE  CREUSE', 'HEURE  PLEINE'];
    expect(new Set(hues(...names)).size).toBe(10);
  });
});
