import { expect, test } from 'vitest';
import { type ListedSpan, type MeterSpans, spanCsv, spanObjects, spanTable } from '../../src/cli/span-formats.ts';
import { type Language, textsIn } from '../../src/texts/texts.ts';

const AT = Date.parse('2026-11-25T13:58:00+01:00');

const HOUSE: MeterSpans<ListedSpan> = {
  meter: 'linky',
  spans: [
    {
      fromMs: AT,
      minutes: 60,
      meanVA: 1234.56,
      leastVA: 200,
      greatestVA: 5000,
      energyWh: 1200,
      energyWhByTariff: { HC: 400, HP: 800 },
    },
    { fromMs: AT + 3_600_000, minutes: 1, energyWhByTariff: {} },
  ],
};

test('the table has a line for each span and a column for each tariff period', () => {
  expect(tableIn('en')).toEqual([
    'linky             mean VA  min VA  max VA    kWh     HC     HP',
    '2026-11-25 13:58    1,235     200   5,000  1.200  0.400  0.800',
    '2026-11-25 14:58',
  ]);
});

test('the table in French has commas in its numbers', () => {
  expect(tableIn('fr')).toEqual([
    'linky             moyenne VA  mini VA  maxi VA    kWh     HC     HP',
    '2026-11-25 13:58       1 235      200    5 000  1,200  0,400  0,800',
    '2026-11-25 14:58',
  ]);
});

test('the table of a contract with one tariff period has no column for it', () => {
  const spans = HOUSE.spans.map((span) => ({ ...span, energyWhByTariff: { BASE: 1200 } }));
  expect(spanTable({ meter: 'linky', spans }, textsIn.en)[0]).toMatch(/kWh$/);
});

test('CSV has quoted cells, decimal points, and times that parse back', () => {
  const odd = {
    ...HOUSE,
    meter: 'barn',
    spans: HOUSE.spans.slice(0, 1).map((span) => ({ ...span, energyWhByTariff: { 'A,"B': 3 } })),
  };
  const lines = spanCsv([HOUSE, odd]);
  expect(lines[0]).toBe(
    'meter,from,minutes,mean_va,least_va,greatest_va,energy_wh,"energy_wh A,""B",energy_wh HC,energy_wh HP',
  );
  expect(lines[1]).toBe('linky,2026-11-25T13:58:00+01:00,60,1234.6,200,5000,1200,,400,800');
  expect(lines[2]).toMatch(/,1,,,,,,,$/);
  expect(new Date(lines[1]?.split(',')[1] ?? '').getTime()).toBe(AT);
});

test('a power and an energy of zero are shown, in the table as in CSV', () => {
  const spans = [{ fromMs: AT, minutes: 1, meanVA: 0, leastVA: 0, greatestVA: 0, energyWh: 0, energyWhByTariff: {} }];
  expect(spanTable({ meter: 'linky', spans }, textsIn.en)[1]).toMatch(/13:58 +0 +0 +0 +0\.000$/);
  expect(spanCsv([{ meter: 'linky', spans }])[1]).toMatch(/,1,0,0,0,0$/);
});

test('the hour that comes twice in autumn has its offset in CSV', () => {
  const spans = [0, 1].map((hour) => ({ fromMs: Date.UTC(2026, 9, 25, hour), minutes: 60, energyWhByTariff: {} }));
  expect(spanCsv([{ meter: 'linky', spans }]).map((line) => line.split(',')[1])).toEqual([
    'from',
    '2026-10-25T02:00:00+02:00',
    '2026-10-25T02:00:00+01:00',
  ]);
});

test('JSON has one object for each span', () => {
  expect(spanObjects([HOUSE], 'hour')[1]).toEqual({
    meter: 'linky',
    by: 'hour',
    from: AT + 3_600_000,
    minutes: 1,
    energyWhByTariff: {},
  });
});

/** The table of the house, with plain blanks in its numbers. */
test('an hour from a file has no VA, and is marked: by a column that is there only then', () => {
  const imported = {
    fromMs: AT + 7_200_000,
    minutes: 60,
    energyWh: 300.75,
    energyWhByTariff: { HC: 300.75 },
    fromFilesWh: 300.75,
  };
  const house = { ...HOUSE, spans: [...HOUSE.spans, imported] };
  expect(tableIn('en', house)).toEqual([
    'linky             mean VA  min VA  max VA    kWh     HC     HP  files kWh',
    '2026-11-25 13:58    1,235     200   5,000  1.200  0.400  0.800',
    '2026-11-25 14:58',
    '2026-11-25 15:58                           0.301  0.301             0.301',
  ]);
  expect(spanCsv([house])[0]).toMatch(/,energy_wh HP,imported_wh$/);
  expect(spanCsv([house]).at(-1)).toBe('linky,2026-11-25T15:58:00+01:00,60,,,,300.75,300.75,,300.75');
  expect(spanObjects([house], 'hour').at(-1)).toMatchObject({ from: AT + 7_200_000, importedWh: 300.75 });
});

function tableIn(language: Language, house = HOUSE): readonly string[] {
  return spanTable(house, textsIn[language]).map((line) => line.replaceAll(/[\u00a0\u202f]/g, ' ').trimEnd());
}
