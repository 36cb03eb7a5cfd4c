import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beginningOfDay, dateOf, dayOfDate, parisTimeOf } from '../../src/base/paris-time.ts';
import { HistoryFileError } from '../../src/history-files/history-file.ts';
import { readHistoryFile } from '../../src/history-files/read-history-file.ts';
import { NOTHING_SPECIAL } from './house-steps.ts';

const PRM = '09876543210123';
const ABOUT =
  'Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite';
const INDEXES = `${ABOUT}\n${PRM};Index;01/09/2019;21/08/2020;Energie active;Consommation;Comptage Brut;Wh`;
const POWERS = `${ABOUT}\n${PRM};Puissance maximale quotidienne;01/09/2019;21/08/2020;Puissance maximale atteinte;Consommation;Comptage Brut;W`;
const COLUMNS =
  'Horodate;Type de releve;EAS F1;EAS F2;EAS F3;EAS F4;EAS F5;EAS F6;EAS F7;EAS F8;EAS F9;EAS F10;EAS D1;EAS D2;EAS D3;EAS D4;EAS T';
const CALENDAR_COLUMNS = [
  'Periode;Identifiant calendrier fournisseur;Libelle calendrier fournisseur',
  ...Array.from({ length: 10 }, (_, index) =>
    ['Identifiant classe temporelle', 'Libelle classe temporelle', 'Cadran classe temporelle']
      .map((heading) => `${heading} ${index + 1}`)
      .join(';'),
  ),
].join(';');

/** A row with the registers F1, F2, …, and the total. */
function row(stamp: string, registers: readonly (number | '')[], total: number | '' = sum(registers)): string {
  const padded = Array.from({ length: 10 }, (_, index) => registers[index] ?? '');
  return [stamp, 'Arrêté quotidien', ...padded, '', '', '', '', total].join(';');
}

/** A row of the calendar, with an identifier and a name for each register that has one. */
function calendar(period: string, registers: readonly (readonly [id: string, name: string])[], name = 'Un calendrier') {
  const cells = Array.from({ length: 10 }, (_, index) => [...(registers[index] ?? ['', '']), `EAS F${index + 1}`]);
  return [period, 'FC000000', name, ...cells.flat()].join(';');
}

function sum(values: readonly (number | '')[]): number {
  return values.reduce<number>((total, value) => total + (value || 0), 0);
}

const read = (...lines: readonly string[]) => readHistoryFile(Buffer.from(`${lines.join('\n')}\n`));
const day = (date: string) => dayOfDate(date) ?? Number.NaN;
const problemOf = (reading: Promise<unknown>) =>
  reading.then(
    () => undefined,
    (error: unknown) => (error instanceof HistoryFileError ? error.problem : error),
  );

describe('daily indexes of the portal', () => {
  test('a day has what each register advanced from its beginning to the next one', async () => {
    const file = await read(
      INDEXES,
      COLUMNS,
      '2019-09-02T00:00:00+02:00;Arrêté quotidien;1009905;819074;2679;2747;;;;;;;1012584;821821;;;1834405',
      '2019-09-03T00:00:00+02:00;Arrêté quotidien;1009905;819074;5185;6747;;;;;;;1015090;825821;;;1840911',
    );
    expect(file).toEqual({
      kind: 'enedisIndexes',
      prm: PRM,
      days: [{ day: day('2019-09-02'), energyWh: 6506, energyWhByRegister: { EASF03: 2506, EASF04: 4000 } }],
      facts: {
        rows: 2,
        stepsMinutes: [],
        fromMs: Date.parse('2019-09-02T00:00:00+02:00'),
        toMs: Date.parse('2019-09-03T00:00:00+02:00'),
        gaps: [],
        ...NOTHING_SPECIAL,
      },
    });
  });

  test.each([
    ['in winter time', '2023-01-25T00:00:00+01:00', '2023-01-26T00:00:00+01:00'],
    ['an hour before midnight', '2023-01-24T23:00:00+01:00', '2023-01-25T23:00:00+01:00'],
    ['an hour after midnight', '2023-01-25T01:00:00+01:00', '2023-01-26T01:00:00+01:00'],
    ['without an offset', '2023-01-25 00:00:00', '2023-01-26 00:00:00'],
  ])('midnight may be written %s', async (_, from, to) => {
    const { days } = await read(INDEXES, COLUMNS, row(from, [100]), row(to, [350]));
    expect(days).toEqual([{ day: day('2023-01-25'), energyWh: 250, energyWhByRegister: { EASF01: 250 } }]);
  });

  test('days of 23 and 25 hours are ordinary days', async () => {
    const midnights = ['2023-03-26T00:00:00+01:00', '2023-03-27T00:00:00+02:00', '2023-03-27T23:00:00+01:00'];
    const spring = await read(INDEXES, COLUMNS, ...midnights.map((stamp, index) => row(stamp, [index * 1000])));
    expect(spring.days.map((each) => dateOf(each.day))).toEqual(['2023-03-26', '2023-03-27']);
    const autumn = ['2023-10-29T00:00:00+02:00', '2023-10-29T23:00:00+01:00', '2023-10-31T00:00:00+01:00'];
    const { days } = await read(INDEXES, COLUMNS, ...autumn.map((stamp, index) => row(stamp, [index * 1000])));
    expect(days.map((each) => dateOf(each.day))).toEqual(['2023-10-29', '2023-10-30']);
  });

  test('the energy of several days is assigned to none of them', async () => {
    const { days, facts } = await read(
      INDEXES,
      COLUMNS,
      row('2023-01-01T00:00:00+01:00', [0]),
      row('2023-01-02T00:00:00+01:00', [10]),
      row('2023-01-03T00:00:00+01:00', [''], ''),
      row('2023-01-05T00:00:00+01:00', [40]),
      row('2023-01-06T00:00:00+01:00', [50]),
    );
    expect(days.map(({ energyWh }) => energyWh)).toEqual([10, 10]);
    expect(days.map((each) => dateOf(each.day))).toEqual(['2023-01-01', '2023-01-05']);
    expect(facts.gaps).toEqual([
      { fromMs: Date.parse('2023-01-02T00:00:00+01:00'), toMs: Date.parse('2023-01-05T00:00:00+01:00') },
    ]);
  });

  test('after a new meter, the days continue from its first index', async () => {
    const { days, facts } = await read(
      INDEXES,
      COLUMNS,
      ...[15_000_000, 15_009_000, 120, 8120].map((wh, index) => row(`2023-01-0${index + 1}T00:00:00+01:00`, [wh])),
    );
    expect(days.map((each) => [dateOf(each.day), each.energyWh])).toEqual([
      ['2023-01-01', 9000],
      ['2023-01-03', 8000],
    ]);
    expect(facts.indexWentBack).toBe(1);
  });

  test.each([
    ['too low', [100_000, 110_000, 5, 130_000]],
    ['too high', [100_000, 110_000, 700_000, 130_000]],
    ['too high by more than any house draws', [100_000, 110_000, 99_000_000, 130_000]],
  ])('a single index that is %s leaves the days next to it unknown', async (_, indexes) => {
    const { days, facts } = await read(
      INDEXES,
      COLUMNS,
      ...indexes.map((wh, index) => row(`2023-01-0${index + 1}T00:00:00+01:00`, [wh])),
    );
    expect(days.map(({ energyWh }) => energyWh)).toEqual([10_000]);
    expect(facts.indexWentBack).toBe(1);
  });

  test('no day has more than a Linky can supply', async () => {
    const { days } = await read(
      INDEXES,
      COLUMNS,
      ...[1000, 2_000_000, 2_010_000].map((wh, index) => row(`2023-01-0${index + 1}T00:00:00+01:00`, [wh])),
    );
    expect(days.map(({ energyWh }) => energyWh)).toEqual([10_000]);
  });

  test('the total is used, although it includes registers of an old contract', async () => {
    const { days } = await read(
      INDEXES,
      COLUMNS,
      '2020-10-13T00:00:00+02:00;Arrêté quotidien;42595832;39139315;1763620;;;;;;;;83498767;;;;83498767',
      '2020-10-14T00:00:00+02:00;Arrêté quotidien;42782598;39139315;1763620;;;;;;;;83685533;;;;83685533',
      '2020-10-15T00:00:00+02:00;Arrêté quotidien;42968066;;;;;;;;;;83871001;;;;83871001',
    );
    expect(days.map(({ energyWh, energyWhByRegister }) => [energyWh, energyWhByRegister])).toEqual([
      [186_766, { EASF01: 186_766 }],
      [185_468, { EASF01: 185_468 }],
    ]);
  });

  test('registers that do not add up to the total are left out, as on the day of a change of contract', async () => {
    const { days } = await read(
      INDEXES,
      COLUMNS,
      row('2023-01-01T00:00:00+01:00', [5000, 3000]),
      row('2023-01-02T00:00:00+01:00', [5000, 3000, 400], 8400),
      row('2023-01-03T00:00:00+01:00', [5000, 3000, 900], 8900),
    );
    expect(days.map(({ energyWh, energyWhByRegister }) => [energyWh, energyWhByRegister])).toEqual([
      [400, undefined],
      [500, { EASF03: 500 }],
    ]);
  });

  test('without a total, the registers are added up', async () => {
    const rows = [[5000, 3000], [5100, 3020], [5200]].map((registers, index) =>
      row(`2023-01-0${index + 1}T00:00:00+01:00`, registers, ''),
    );
    const { days } = await read(INDEXES, COLUMNS, ...rows);
    expect(days).toEqual([{ day: day('2023-01-01'), energyWh: 120, energyWhByRegister: { EASF01: 100, EASF02: 20 } }]);
  });

  test('without a total, a register that goes back leaves the energy of its day unknown', async () => {
    const rows = [
      [5000, 3000],
      [5100, 2990],
      [5200, 2995],
    ].map((registers, index) => row(`2023-01-0${index + 1}T00:00:00+01:00`, registers, ''));
    const { days, facts } = await read(INDEXES, COLUMNS, ...rows);
    expect(days.map(({ energyWh }) => energyWh)).toEqual([105]);
    expect(facts.indexWentBack).toBe(1);
  });

  test('a stamp some minutes after midnight is not midnight', async () => {
    const rows = ['01T00:00:00', '02T00:14:10', '03T00:00:00', '04T01:00:00', '04T23:00:00'].map((time, index) =>
      row(`2023-01-${time}+01:00`, [10 * index]),
    );
    const { days, facts } = await read(INDEXES, COLUMNS, ...rows);
    expect(days).toMatchObject([
      { day: day('2023-01-03'), energyWh: 10 },
      { day: day('2023-01-04'), energyWh: 10 },
    ]);
    expect(facts.offGrid).toBe(1);
  });

  test('a producer’s file has exported energy', async () => {
    const about = INDEXES.replace(';Consommation;', ';Production;');
    const rows = [row('2023-06-01T00:00:00+02:00', [10]), row('2023-06-02T00:00:00+02:00', [4010])];
    const { days } = await read(about, COLUMNS, ...rows);
    expect(days).toEqual([{ day: day('2023-06-01'), givenWh: 4000 }]);
  });

  test('rows out of order, four-fold, contradictory, without a value and at noon', async () => {
    const rows = [10, 20, 30, 40].map((wh, index) => row(`2023-01-0${index + 1}T00:00:00+01:00`, [wh]));
    const { days, facts } = await read(
      INDEXES,
      COLUMNS,
      ...rows.toReversed(),
      ...rows,
      ...rows,
      ...rows,
      row('2023-01-02T00:00:00+01:00', [''], ''),
      row('2023-01-04T00:00:00+01:00', [41]),
      row('2023-01-03T12:14:10+01:00', [35]),
      '',
    );
    expect(days.map(({ energyWh }) => energyWh)).toEqual([10, 10]);
    expect(facts).toMatchObject({ rows: 18, repeated: 9, contradictory: 5, empty: 1, offGrid: 1 });
  });
});

describe('what the registers count', () => {
  const rows = [1, 2, 3].map((number) => row(`2021-04-${10 + number}T00:00:00+02:00`, [number * 100, number * 10]));

  test('is what the calendar states, from its day on', async () => {
    const { days } = await read(
      INDEXES,
      COLUMNS,
      ...rows,
      CALENDAR_COLUMNS,
      calendar('Du 2021-04-10T23:00:00+01:00 au 2021-04-12T00:00:00+01:00', [['BASE', 'Base']]),
      calendar('Du 2021-04-12T00:00:00+01:00 au', [
        ['HC', 'Heures Creuses'],
        ['HP', 'Heures Pleines'],
      ]),
    );
    expect(days.map(({ periodOfRegister }) => periodOfRegister)).toEqual([
      { EASF01: 'Base' },
      { EASF01: 'Heures Creuses', EASF02: 'Heures Pleines' },
    ]);
  });

  test('is unknown if the calendar states its days in another format, and the energy is still read', async () => {
    const { days } = await read(
      INDEXES,
      COLUMNS,
      ...rows,
      CALENDAR_COLUMNS,
      calendar('Depuis le 12/04/2021', [['BASE', 'Base']]),
    );
    expect(days.map(({ energyWh, periodOfRegister }) => [energyWh, periodOfRegister])).toEqual([
      [110, undefined],
      [110, undefined],
    ]);
  });

  test('is unknown for a calendar that Enedis does not know', async () => {
    const { days } = await read(
      INDEXES,
      COLUMNS,
      ...rows,
      CALENDAR_COLUMNS,
      calendar('Du 2021-04-01T00:00:00+02:00 au', [], 'INCONNU'),
    );
    expect(days.map((each) => each.periodOfRegister)).toEqual([undefined, undefined]);
  });
});

describe('the greatest power of a day', () => {
  const powers = ['Horodate;Valeur', '2019-09-02T15:17:24+02:00;3695', '2019-09-03T01:34:50+02:00;2345'];

  test('is in the second part of the file', async () => {
    const { days } = await read(
      INDEXES,
      COLUMNS,
      row('2019-09-02T00:00:00+02:00', [100]),
      row('2019-09-03T00:00:00+02:00', [250]),
      CALENDAR_COLUMNS,
      calendar('Du 2019-09-02T00:00:00+02:00 au', [['BASE', 'Base']]),
      POWERS,
      ...powers,
    );
    expect(days).toEqual([
      {
        day: day('2019-09-02'),
        energyWh: 150,
        energyWhByRegister: { EASF01: 150 },
        periodOfRegister: { EASF01: 'Base' },
        greatestVA: 3695,
        greatestAtMs: Date.parse('2019-09-02T15:17:24+02:00'),
      },
      { day: day('2019-09-03'), greatestVA: 2345, greatestAtMs: Date.parse('2019-09-03T01:34:50+02:00') },
    ]);
  });

  test('may be the only content of the file', async () => {
    const { days, facts } = await read(
      INDEXES,
      COLUMNS,
      row('2023-01-24T23:00:00+01:00', [], ''),
      POWERS,
      ...powers,
      '2019-09-04T00:00:00+02:00;',
    );
    expect(days.map(({ greatestVA }) => greatestVA)).toEqual([3695, 2345]);
    expect(facts).toMatchObject({ rows: 2, empty: 2, fromMs: Date.parse('2019-09-02T00:00:00+02:00') });
  });
});

describe('a malformed file', () => {
  const rows = [row('2023-01-01T00:00:00+01:00', [10]), row('2023-01-02T00:00:00+01:00', [20])];

  test.each([
    ['has a text for an index', row('2023-01-03T00:00:00+01:00', [30]).replace('30', 'trente')],
    ['has no time', row('2023-02-31T00:00:00+01:00', [30])],
    ['has too few cells', '2023-01-03T00:00:00+01:00;Arrêté quotidien;30'],
  ])('a row that %s', async (_, bad) => {
    expect(await problemOf(read(INDEXES, COLUMNS, ...rows, bad))).toEqual({
      kind: 'badRow',
      line: 6,
      text: bad.slice(0, 80),
    });
  });

  test('is cut', async () => {
    const text = [INDEXES, COLUMNS, ...rows].join('\n');
    expect(await problemOf(readHistoryFile(Buffer.from(text.slice(0, -5))))).toEqual({ kind: 'truncated', line: 5 });
  });

  test('has more calendars than any household', async () => {
    const one = calendar('Du 2021-04-11T00:00:00+02:00 au', [['HP', 'Heures Pleines']]);
    const calendars = Array.from({ length: 1001 }, () => one);
    const problem = await problemOf(read(INDEXES, CALENDAR_COLUMNS, ...calendars));
    expect(problem).toMatchObject({ kind: 'badRow', line: 1004 });
  });

  test('is of two meters', async () => {
    const other = POWERS.replace(PRM, '09876543210124');
    expect(await problemOf(read(INDEXES, COLUMNS, ...rows, other, 'Horodate;Valeur'))).toEqual({
      kind: 'twoMeters',
      line: 7,
    });
  });

  test('has only rows without values', async () => {
    const empty = row('2023-01-25T23:00:00+01:00', [], '');
    expect(await problemOf(read(INDEXES, COLUMNS, empty))).toEqual({ kind: 'noValues' });
  });

  test.each(['XXXXXXXXXXXXXX', '00000000000000', '2,31282E+13'])('has %s for the number of its meter', async (prm) => {
    const file = await read(INDEXES.replace(PRM, prm), COLUMNS, ...rows);
    expect(file.prm).toBeUndefined();
    expect(file.days).toHaveLength(1);
  });
});

test('each day has its energy or none, whatever rows are missing, repeated or moved', async () => {
  const midnights = fc.array(fc.record({ wh: fc.nat(60_000), times: fc.nat(3) }), { minLength: 2, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(midnights, fc.integer({ min: 8000, max: 40_000 }), fc.nat(), async (told, first, seed) => {
      const rows = told.flatMap(({ times }, index) => {
        const before = told.slice(0, index).map(({ wh }) => wh);
        return Array.from({ length: times }, () =>
          row(parisTimeOf(beginningOfDay(first + index)), [9e6 + sum(before)]),
        );
      });
      const shuffled = rows.toSorted((one, other) => hash(one, seed) - hash(other, seed));
      const isTold = (index: number) => (told[index]?.times ?? 0) > 0;
      const expected = told.flatMap(({ wh }, index) => {
        return isTold(index) && isTold(index + 1) ? [[first + index, wh]] : [];
      });
      fc.pre(expected.length > 0);
      const { days } = await read(INDEXES, COLUMNS, ...shuffled);
      expect(days.map((each) => [each.day, each.energyWh])).toEqual(expected);
    }),
  );
});

function hash(text: string, seed: number): number {
  return [...text].reduce((value, character) => (Math.imul(value, 31) + character.charCodeAt(0)) | 0, seed);
}

test.each([
  ['with too many characters', 'x'.repeat(101), { text: 'x'.repeat(80), fault: 'tooLong' }],
  ['with an escape sequence', 'Heures\u001b[0m Creuses', { text: 'Heures Creuses', fault: 'unprintable' }],
])('a tariff period with a name %s is a problem of its line', async (_, name, problem) => {
  const told = calendar('Du 2022-08-01T00:00:00+02:00 au 2022-08-03T00:00:00+02:00', [['HC', name]]);
  const days = ['2022-08-01', '2022-08-02'].map((date, nth) => row(`${date}T00:00:00+02:00`, [100 + nth]));
  const problemFound = await problemOf(read(INDEXES, COLUMNS, ...days, CALENDAR_COLUMNS, told));
  expect(problemFound).toEqual({ kind: 'periodName', line: 7, ...problem });
});
