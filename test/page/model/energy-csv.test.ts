import { describe, expect, test } from 'vitest';
import { energyCsv } from '../../../homebridge-ui/page/model/energy-csv.ts';
import { englishPage } from '../../../src/texts/en/page.ts';
import { frenchPage } from '../../../src/texts/fr/page.ts';
import { costWith, spanWith } from './span-with.ts';

describe('the CSV of a period', () => {
  test('has a row a span under the names of the command line, with points and CRLF, and a mark for spreadsheets', () => {
    const cost = { ...costWith(0.5, { HC: 1.234, HP: 2 }), givenEuros: 0.125 };
    const first = spanWith(
      '2026-10-01',
      { HP: 5000, HC: 3000 },
      {
        cost,
        givenWh: 42,
        greatestVA: 6210,
        seen: 0.98765,
        greatestAtMs: Date.UTC(2026, 9, 1, 22, 30),
        baseW: 180.6,
        subscribedVA: 9000,
      },
    );
    expect(energyCsv([first], englishPage.csv)).toBe(
      '\ufeffdate,energy_wh,energy_wh HC,energy_wh HP,given_wh,greatest_va,greatest_at,base_w,subscribed_va,seen,euros,subscription_euros,euros HC,euros HP,given_euros\r\n' +
        '2026-10-01,8000,3000,5000,42,6210,2026-10-02T00:30:00+02:00,181,9000,0.9877,3.73,0.50,1.23,2.00,0.13\r\n',
    );
  });

  test('leaves fields empty of which nothing is known, and columns out that nobody has', () => {
    const { energyWh: _, ...absent } = spanWith('2026-10-02', {}, { seen: 0 });
    expect(energyCsv([spanWith('2026-10-01', { BASE: 5000 }), absent], englishPage.csv)).toBe(
      '\ufeffdate,energy_wh,energy_wh BASE,seen\r\n2026-10-01,5000,5000,1\r\n2026-10-02,,,0\r\n',
    );
  });

  test('puts the name of a period with a comma or a quote in quotes', () => {
    const [header] = energyCsv([spanWith('2026-10-01', { 'NUIT, "ETE"': 1 })], englishPage.csv).split('\r\n');
    expect(header).toBe('\ufeffdate,energy_wh,"energy_wh NUIT, ""ETE""",seen');
  });

  test('in French has semicolons and decimal commas, as a French spreadsheet reads them', () => {
    const cost = costWith(0.5, { 'NUIT; ETE': 1.234 });
    expect(energyCsv([spanWith('2026-10-01', { 'NUIT; ETE': 5000 }, { cost, seen: 0.25 })], frenchPage.csv)).toBe(
      '\ufeffdate;energy_wh;"energy_wh NUIT; ETE";seen;euros;subscription_euros;"euros NUIT; ETE"\r\n' +
        '2026-10-01;5000;5000;0,25;1,73;0,50;1,23\r\n',
    );
  });

  test('in French has a name with a comma in quotes, too, as a program that separates by commas would cut it there', () => {
    const [header] = energyCsv([spanWith('2026-10-01', { 'NUIT,=1+1': 1 })], frenchPage.csv).split('\r\n');
    expect(header).toBe('\ufeffdate;energy_wh;"energy_wh NUIT,=1+1";seen');
  });
});
