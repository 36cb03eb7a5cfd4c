import { describe, expect, test } from 'vitest';
import { dayOfDate } from '../../src/base/paris-time.ts';
import { HistoryFileError } from '../../src/history-files/history-file.ts';
import { readHistoryFile } from '../../src/history-files/read-history-file.ts';
import { type XlsxCell, type XlsxSheet, xlsxFile } from '../../testbed/history-files/xlsx-writer.ts';

const PRM = '09876543210123';
const WELCOME: XlsxSheet = {
  name: "Page d'accueil",
  rows: [[], [undefined, 'Les données de ce fichier & <leur> usage']],
};
const day = (date: string) => dayOfDate(date) ?? Number.NaN;

/** A sheet as the portal writes it: what it is about, then its table, which begins in a column. */
function sheet(
  table: readonly (readonly XlsxCell[])[],
  { name = 'Export Consommation Quotidienne', column = 1, prm = PRM } = {},
) {
  const about: readonly XlsxCell[][] = [
    ...Array.from({ length: 7 }, () => []),
    [undefined, { shared: 'Point Référence Mesure (PRM) : ' }, prm, 'Type de comptage : ', name.replace('Export ', '')],
    [undefined, 'Date de début : ', '08/07/2023'],
    [],
    [undefined, 'Plage horaire'],
  ];
  return {
    name,
    rows: [...about, ...table.map((cells) => [...Array.from({ length: column }, () => undefined), ...cells])],
  };
}

const daily = (...rows: readonly (readonly XlsxCell[])[]) => sheet([['Date', 'Valeur (en kWh)'], ...rows]);
const read = (...sheets: readonly XlsxSheet[]) => readHistoryFile(xlsxFile([WELCOME, ...sheets]));
const problemOf = (reading: Promise<unknown>) =>
  reading.then(
    () => undefined,
    (error: unknown) => (error instanceof HistoryFileError ? error.problem : error),
  );

describe('the spreadsheet of the portal', () => {
  test('has the energy of each day', async () => {
    const file = await read(
      daily(['01/01/2026', 6.329], ['02/01/2026', '3,217'], ['03/01/2026', 'NA'], ['05/01/2026', '15.064']),
    );
    expect(file).toEqual({
      kind: 'enedisSpreadsheet',
      prm: PRM,
      days: [
        { day: day('2026-01-01'), energyWh: 6329 },
        { day: day('2026-01-02'), energyWh: 3217 },
        { day: day('2026-01-05'), energyWh: 15_064 },
      ],
      facts: {
        rows: 3,
        empty: 1,
        stepsMinutes: [],
        fromMs: Date.parse('2026-01-01T00:00:00+01:00'),
        toMs: Date.parse('2026-01-06T00:00:00+01:00'),
        gaps: [{ fromMs: Date.parse('2026-01-03T00:00:00+01:00'), toMs: Date.parse('2026-01-05T00:00:00+01:00') }],
        repeated: 0,
        contradictory: 0,
        offGrid: 0,
        inNoTime: 0,
        hourOnce: 0,
        estimated: 0,
        indexWentBack: 0,
      },
    });
  });

  test.each([
    ['dates', (date: string, time: string) => ({ date: `${date}T${time}` })],
    ['texts that the sheets share', (date: string, time: string) => ({ shared: `${french(date)} ${time}` })],
    ['texts', (date: string, time: string) => `${french(date)} ${time}`],
    ['ISO texts', (date: string, time: string) => `${date} ${time}`],
  ] as const)('has the mean power of each half-hour, with its times as %s', async (_, cell) => {
    const rows = [
      [cell('2023-03-02', '00:00:00'), cell('2023-03-02', '00:30:00'), '4,030'],
      [cell('2023-03-02', '00:30:00'), cell('2023-03-02', '01:00:00'), 0.001],
      [cell('2023-03-02', '23:30:00'), cell('2023-03-03', '00:00:00'), 1.1],
    ];
    const { days, facts } = await read(
      sheet([['Début', 'Fin', 'Valeur (en kW)'], ...rows], { name: 'Consommation Horaire', column: 2 }),
    );
    expect(days).toEqual([
      {
        day: day('2023-03-02'),
        curve: [
          { fromMinute: 0, stepMinutes: 30, meanW: [4030, 1] },
          { fromMinute: 1410, stepMinutes: 30, meanW: [1100] },
        ],
      },
    ]);
    expect(facts).toMatchObject({
      rows: 3,
      stepsMinutes: [30],
      gaps: [{ fromMs: Date.parse('2023-03-02T01:00:00+01:00') }],
    });
  });

  test('may have W at the end of each step, with an offset', async () => {
    const { days } = await read(
      sheet([
        ['Horodate', 'Puissance moyenne (W)'],
        ['2026-01-05T00:30:00+01:00', 1200],
        ['2026-01-05T01:00:00+01:00', 800],
        ['2026-01-05T01:30:00+01:00', 'NA'],
        ['2026-01-05T02:00:00+01:00', 600],
      ]),
    );
    expect(days[0]?.curve).toEqual([
      { fromMinute: 0, stepMinutes: 30, meanW: [1200, 800] },
      { fromMinute: 90, stepMinutes: 30, meanW: [600] },
    ]);
  });

  test('has exported energy in separate sheets', async () => {
    const given = sheet(
      [
        ['Date', 'Valeur (en kWh)'],
        ['08/07/2023', 33.53],
      ],
      { name: 'Export Production Quotidienne' },
    );
    const curve = sheet(
      [
        ['Début', 'Fin', 'Valeur (en kW)'],
        ['09/07/2023 12:00:00', '09/07/2023 13:00:00', 2],
      ],
      { name: 'Production Horaire' },
    );
    const { days, facts } = await read(daily(['08/07/2023', 1.361], ['09/07/2023', 2]), given, curve);
    expect(days).toEqual([
      { day: day('2023-07-08'), energyWh: 1361, givenWh: 33_530 },
      { day: day('2023-07-09'), energyWh: 2000, givenCurve: [{ fromMinute: 720, stepMinutes: 60, meanW: [2000] }] },
    ]);
    expect(facts).toMatchObject({
      rows: 4,
      stepsMinutes: [60],
      gaps: [],
      toMs: Date.parse('2023-07-10T00:00:00+02:00'),
    });
  });

  test.each([
    ['the name of the sheet', 'Production', 'Quelque chose'],
    ['the text above the table', 'Feuille 1', 'Production Quotidienne'],
  ])('belongs to a producer by %s', async (_, name, above) => {
    const rows = [[above], ['Date', 'Valeur (en kWh)'], ['08/07/2023', 33.53]];
    const { days } = await read({ name, rows });
    expect(days).toEqual([{ day: day('2023-07-08'), givenWh: 33_530 }]);
  });

  test('has days as numbers, if a program has removed their style', async () => {
    const { days } = await read(daily([46_023, 2.5], [{ date: '2026-01-02' }, 1.5], [46_025.5, 1]));
    expect(days.map((each) => [each.day, each.energyWh])).toEqual([
      [day('2026-01-01'), 2500],
      [day('2026-01-02'), 1500],
    ]);
  });

  test('has binary fractions instead of the intended decimals', async () => {
    const { days } = await read(daily(['01/01/2026', 4.029999999999999], ['02/01/2026', 0.1 + 0.2]));
    expect(days.map(({ energyWh }) => energyWh)).toEqual([4030, 300]);
  });

  test('has days twice, and two that contradict each other', async () => {
    const { days, facts } = await read(
      daily(['02/01/2026', 2], ['01/01/2026', 1], ['01/01/2026', 1], ['03/01/2026', 3], ['03/01/2026', 4]),
    );
    expect(days.map(({ energyWh }) => energyWh)).toEqual([1000, 2000]);
    expect(facts).toMatchObject({ rows: 5, repeated: 1, contradictory: 2 });
  });

  test.each([
    ['beside it', PRM, PRM],
    ['as a number that was rounded', '9,87654E+12', undefined],
    ['hidden', 'XXXXXXXXXXXXXX', undefined],
  ])('has the number of its meter %s', async (_, written, prm) => {
    const file = await read(
      sheet(
        [
          ['Date', 'Valeur (en kWh)'],
          ['01/01/2026', 1],
        ],
        { prm: written },
      ),
    );
    expect(file.prm).toBe(prm);
  });

  test('has the number of its meter in the same cell', async () => {
    const rows = [[`Point Référence Mesure (PRM) : ${PRM}`], ['Date', 'Valeur (en kWh)'], ['01/01/2026', 1]];
    expect((await read({ name: 'Export', rows })).prm).toBe(PRM);
  });

  test.each([
    ['is not deflated', { stored: true }],
    ['comes from a program that writes in a stream', { isZip64: true }],
  ])('%s', async (_, options) => {
    const file = xlsxFile([WELCOME, daily(['01/01/2026', 6.329])], options);
    expect((await readHistoryFile(file)).days).toEqual([{ day: day('2026-01-01'), energyWh: 6329 }]);
  });
});

describe('a spreadsheet that cannot be read', () => {
  test.each([
    ['a date that is none', ['31/02/2026', 1], '31/02/2026;1'],
    ['a text for a value', ['01/01/2026', 'beaucoup'], '01/01/2026;beaucoup'],
    ['less than nothing', ['01/01/2026', -1], '01/01/2026;-1'],
    ['no date', [undefined, 1], ';1'],
  ] as const)('%s', async (_, cells, text) => {
    expect(await problemOf(read(daily(cells)))).toEqual({ kind: 'badRow', line: 13, text: `;${text}` });
  });

  test('a step that ends before it begins', async () => {
    const rows = [
      ['Début', 'Fin', 'Valeur (en kW)'],
      ['02/03/2023 00:30:00', '02/03/2023 00:00:00', 1],
    ];
    expect(await problemOf(read(sheet(rows)))).toMatchObject({ kind: 'badRow', line: 13 });
  });

  test('no table', async () =>
    expect(
      await problemOf(
        read({
          name: 'Budget',
          rows: [
            ['Mois', 'Euros'],
            ['Janvier', 12],
          ],
        }),
      ),
    ).toEqual({ kind: 'unknown' }));

  test('no value', async () =>
    expect(await problemOf(read(daily(['01/01/2026', 'NA'])))).toEqual({ kind: 'noValues' }));

  test('two meters', async () => {
    const other = sheet(
      [
        ['Date', 'Valeur (en kWh)'],
        ['01/01/2026', 1],
      ],
      { prm: '09876543210124' },
    );
    expect(await problemOf(read(daily(['01/01/2026', 1]), other))).toEqual({ kind: 'twoMeters', line: 8 });
  });
});

function french(date: string): string {
  return date.split('-').toReversed().join('/');
}
