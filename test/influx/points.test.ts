import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PointMemory, pointsOf } from '../../src/influx/points.ts';
import type { Entry } from '../../src/journal/entry.ts';
import { periodName } from '../../src/reading/periods.ts';
import type { ContractCalendar, Reading, RegisterPeriod } from '../../src/reading/reading.ts';
import { type ParsedLine, parseLine } from '../../testbed/support/parse-line.ts';
import { entryWith, frameWith, SOME_MS } from '../../testbed/support/readings.ts';

const NOTHING: PointMemory = new Map();

describe('linky', () => {
  test('holds the values of a single-phase Reading under their own names, in their units', () => {
    const [linky] = pointsIn('linky', {
      apparentPowerVA: 390,
      activePowerW: 341,
      injectedPowerVA: 0,
      importedWh: 12_345,
      exportedWh: 6,
      currentA: { 1: 2 },
      voltageV: { 1: 231 },
      subscribedVA: 6000,
      maxPowerVAToday: 4200,
      tariffIndex: 2,
      overload: false,
      tempoToday: 'blue',
      tempoTomorrow: 'red',
    });
    expect(linky).toEqual({
      measurement: 'linky',
      tags: { meter: 'linky' },
      fields: {
        power_va: 390,
        power_w: 341,
        inject_va: 0,
        import_wh: 12_345,
        export_wh: 6,
        current_a: 2,
        voltage_v: 231,
        subscribed_va: 6000,
        max_va_today: 4200,
        tariff_index: 2,
        overload: 0,
        color_today: 1,
        color_tomorrow: 3,
        refused_groups: 0,
      },
      atMs: SOME_MS,
    });
  });

  test('holds no field for a value that the frame does not have', () =>
    expect(fieldsIn('linky', { frame: frameWith({ refused: 3 }) })).toEqual({ refused_groups: 3 }));

  test('holds the active power of a house that gives as a negative number', () =>
    expect(fieldsIn('linky', { apparentPowerVA: 0, injectedPowerVA: 900, activePowerW: -880 })).toMatchObject({
      ...{ power_va: 0, inject_va: 900, power_w: -880 },
    }));

  test('holds nothing of a surplus, which is an estimate with wide bounds', () => {
    const surplusVA = { about: 690, least: 414, most: 1012 };
    expect(linesOf([entryWith({ apparentPowerVA: 0, surplusVA })])).toEqual(
      linesOf([entryWith({ apparentPowerVA: 0 })]),
    );
  });

  test('holds an overload as 1', () => expect(fieldsIn('linky', { overload: true })).toMatchObject({ overload: 1 }));

  test('holds the current of the most loaded of three phases', () =>
    expect(fieldsIn('linky', { phases: 3, currentA: { 1: 2, 2: 11, 3: 0 } })).toMatchObject({ current_a: 11 }));

  test('holds no current while that of a phase is unknown', () =>
    expect(fieldsIn('linky', { phases: 3, currentA: { 1: 2, 2: 11 } })).not.toHaveProperty('current_a'));

  test('holds no voltage for three phases', () =>
    expect(fieldsIn('linky', { phases: 3, voltageV: { 1: 230, 2: 231, 3: 229 } })).not.toHaveProperty('voltage_v'));

  test.each([
    ['blue today, nothing announced', { tempoToday: 'blue' }, 0, { color_today: 1, color_tomorrow: 0 }],
    [
      'white today, blue tomorrow',
      { tempoToday: 'white', tempoTomorrow: 'blue' },
      0,
      { color_today: 2, color_tomorrow: 1 },
    ],
    ['red tomorrow, today refused', { tempoTomorrow: 'red' }, 1, { color_tomorrow: 3 }],
    ['red today, tomorrow perhaps refused', { tempoToday: 'red' }, 1, { color_today: 3 }],
    ['no colours', {}, 0, {}],
  ] as const)('Tempo: %s', (_, colours, refused, expected) =>
    expect(fieldsIn('linky', { ...colours, frame: frameWith({ refused }) })).toEqual({
      refused_groups: refused,
      ...expected,
    }),
  );
});

describe('linky_phase', () => {
  test('is one point a phase for a three-phase meter', () => {
    const points = pointsIn('linky_phase', {
      phases: 3,
      apparentPowerVAByPhase: { 1: 100, 2: 0, 3: 300 },
      currentA: { 1: 1, 2: 0, 3: 2 },
      voltageV: { 1: 230, 2: 231, 3: 232 },
    });
    expect(points.map(({ tags, fields }) => ({ ...tags, ...fields }))).toEqual([
      { meter: 'linky', phase: '1', power_va: 100, current_a: 1, voltage_v: 230 },
      { meter: 'linky', phase: '2', power_va: 0, current_a: 0, voltage_v: 231 },
      { meter: 'linky', phase: '3', power_va: 300, current_a: 2, voltage_v: 232 },
    ]);
  });

  test('is not written for a phase without values', () =>
    expect(pointsIn('linky_phase', { phases: 3, currentA: { 2: 5 } }).map(({ tags }) => tags['phase'])).toEqual(['2']));

  test('is not written for a single-phase meter', () =>
    expect(pointsIn('linky_phase', { currentA: { 1: 5 } })).toEqual([]));
});

describe('linky_energy', () => {
  test.each([
    ['BASE', 'base', 'wh'],
    ['HCHC', 'hc', 'wh'],
    ['HCHP', 'hp', 'wh'],
    ['EJPHN', 'ejp_hn', 'wh'],
    ['EJPHPM', 'ejp_hpm', 'wh'],
    ['BBRHCJB', 'hcjb', 'wh'],
    ['BBRHPJB', 'hpjb', 'wh'],
    ['BBRHCJW', 'hcjw', 'wh'],
    ['BBRHPJW', 'hpjw', 'wh'],
    ['BBRHCJR', 'hcjr', 'wh'],
    ['BBRHPJR', 'hpjr', 'wh'],
    ['EASF01', 'f01', 'wh'],
    ['EASF10', 'f10', 'wh'],
    ['EASD01', 'd01', 'wh'],
    ['EASD04', 'd04', 'wh'],
    ['ERQ1', 'q1', 'varh'],
    ['ERQ4', 'q4', 'varh'],
  ])('%s is the register %s, in %s', (label, register, unit) => {
    const points = pointsIn('linky_energy', { registers: { [label]: 42 } });
    expect(points.map(({ tags, fields }) => ({ ...tags, ...fields }))).toEqual([
      { meter: 'linky', register, [unit]: 42 },
    ]);
  });

  test('total and injected mean the same in both modes', () => {
    const historique = pointsIn('linky_energy', { registers: { BASE: 7 }, importedWh: 7 });
    const standard = pointsIn('linky_energy', { registers: { EAST: 7, EAIT: 3 }, importedWh: 7, exportedWh: 3 });
    expect(historique.map(({ tags }) => tags['register'])).toEqual(['base', 'total']);
    expect(standard.map(({ tags, fields }) => [tags['register'], fields['wh']])).toEqual([
      ['total', 7],
      ['injected', 3],
    ]);
  });

  test('is written when the index changes and at least once a minute', () => {
    const at = (second: number, wh: number) => entryWith({ registers: { BASE: wh } }, SOME_MS + second * 1000);
    const lines = linesOf([at(0, 5), at(1, 5), at(2, 6), at(39, 6), at(40, 6), at(41, 6)]);
    const energy = lines.filter(({ measurement }) => measurement === 'linky_energy');
    expect(energy.map(({ atMs, fields }) => [(atMs - SOME_MS) / 1000, fields['wh']])).toEqual([
      [0, 5],
      [2, 6],
      [40, 6],
    ]);
  });

  test('is written for each register on its own', () => {
    const at = (second: number, hc: number) => entryWith({ registers: { HCHC: hc, HCHP: 9 } }, SOME_MS + second * 1000);
    const lines = linesOf([at(0, 5), at(1, 6)]).filter(({ measurement }) => measurement === 'linky_energy');
    expect(lines.map(({ tags }) => tags['register'])).toEqual(['hc', 'hp', 'hc']);
  });

  test('is written for each meter on its own', () => {
    const of = (meter: string) => ({ ...entryWith({ registers: { BASE: 5 } }), meter });
    const lines = linesOf([of('house'), of('barn')]).filter(({ measurement }) => measurement === 'linky_energy');
    expect(lines.map(({ tags }) => tags['meter'])).toEqual(['house', 'barn']);
  });
});

describe('linky_register', () => {
  const HC = { name: 'HEURE  CREUSE', offPeak: true };
  const HP = { name: 'HP..', offPeak: false };
  const registersIn = (entries: readonly Entry[]) =>
    linesOf(entries).filter(({ measurement }) => measurement === 'linky_register');

  test('is each register whose period is known, under the one name of the period', () => {
    const points = pointsIn('linky_register', {
      registers: { EASF01: 7, EASF02: 8, EASF03: 9, EASF04: 0, EAST: 24 },
      calendar: { periods: { EASF03: HC, EASF01: HP, EASF04: { name: 'SUPER CREUSE' } } },
      frame: frameWith({ mode: 'standard' }),
    });
    expect(points.map(({ tags, fields }) => ({ ...tags, ...fields }))).toEqual([
      { meter: 'linky', register: 'f03', period: 'HC', off_peak: 'yes', wh: 9 },
      { meter: 'linky', register: 'f01', period: 'HP', off_peak: 'no', wh: 7 },
      { meter: 'linky', register: 'f04', period: 'SUPER CREUSE', wh: 0 },
    ]);
  });

  test('is there in historique too', () => {
    const points = pointsIn('linky_register', {
      registers: { BBRHCJB: 7, BBRHPJB: 8 },
      calendar: { periods: { BBRHCJB: { name: 'HCJB', offPeak: true }, BBRHPJB: { name: 'HPJB', offPeak: false } } },
    });
    expect(
      points.map(({ tags, fields }) => [tags['register'], tags['period'], tags['off_peak'], fields['wh']]),
    ).toEqual([
      ['hcjb', 'HCJB', 'yes', 7],
      ['hpjb', 'HPJB', 'no', 8],
    ]);
  });

  test.each([
    ['without a calendar', { registers: { EASF01: 7 } }],
    ['while no period is known', { registers: { EASF01: 7 }, calendar: { periods: {} } }],
    ['of a register that the frame lacks', { registers: {}, calendar: { periods: { EASF01: HC } } }],
    [
      'of a label that is no register',
      { registers: { XYZ: 7 } as object, calendar: { periods: { XYZ: HC } as object } },
    ],
  ] as const)('is not written %s', (_, reading) => expect(pointsIn('linky_register', reading)).toEqual([]));

  test('is written when the index or its period changes, and at least once an hour', () => {
    const at = (minute: number, wh: number, period: RegisterPeriod) =>
      entryWith({ registers: { EASF01: wh }, calendar: { periods: { EASF01: period } } }, SOME_MS + minute * 60_000);
    const entries = [at(0, 5, HP), at(1, 5, HP), at(2, 6, HP), at(3, 6, HC), at(4, 6, { ...HC }), at(47, 6, HC)];
    expect(registersIn(entries).map(({ atMs, tags }) => [(atMs - SOME_MS) / 60_000, tags['period']])).toEqual([
      [0, 'HP'],
      [2, 'HP'],
      [3, 'HC'],
      [47, 'HC'],
    ]);
  });

  test('is written for each register on its own, beside linky_energy, which stays as it is', () => {
    const at = (second: number, hc: number) =>
      entryWith(
        { registers: { HCHC: hc, HCHP: 9 }, calendar: { periods: { HCHC: HC, HCHP: HP } } },
        SOME_MS + second * 1000,
      );
    expect(registersIn([at(0, 5), at(1, 6)]).map(({ tags }) => tags['register'])).toEqual(['hc', 'hp', 'hc']);
    const without = ({ reading: { calendar: _, ...reading }, ...entry }: Entry): Entry => ({ ...entry, reading });
    const others = linesOf([at(0, 5), at(1, 6)]).filter(({ measurement }) => measurement !== 'linky_register');
    expect(others).toEqual(linesOf([at(0, 5), at(1, 6)].map(without)));
  });

  test('has a period of any name in one line, whose series tells it from others', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'HC ,="\\+-@.'), minLength: 1 }), (name) => {
        const reading = { registers: { EASF01: 7 }, calendar: { periods: { EASF01: { name, offPeak: true } } } };
        const { lines } = pointsOf(entryWith(reading), NOTHING, false);
        const line = lines.find(({ measurement }) => measurement === 'linky_register')?.text;
        expect(line === undefined).toBe(periodName(name) === '');
        if (line === undefined) return;
        const { tags, fields } = parseLine(line);
        expect(tags).toEqual({
          meter: 'linky',
          register: 'f01',
          period: periodName(name).replaceAll('\\', '/'),
          off_peak: 'yes',
        });
        expect(fields).toEqual({ wh: 7 });
      }),
    ));
});

describe('linky_info', () => {
  const words = { contract: 'HC..', tariff: 'HP..', message: 'PAS DE MESSAGE' };

  test('holds the texts', () =>
    expect(fieldsIn('linky_info', words)).toEqual({ ...words, mode: 'historique', address: '012345678901' }));

  test('holds the off-peak hours of today and tomorrow', () =>
    expect(
      fieldsIn('linky_info', {
        calendar: { offPeak: '22:00-06:00', offPeakTomorrow: '02:56-07:56,11:56-14:56', periods: {} },
      }),
    ).toMatchObject({ off_peak: '22:00-06:00', off_peak_tomorrow: '02:56-07:56,11:56-14:56' }));

  test('holds no hours while they are unknown, nor for a day without any', () => {
    const fields = fieldsIn('linky_info', { calendar: { offPeak: '', seenDays: 3, periods: {} } });
    expect(Object.keys(fields)).toEqual(['address', 'mode']);
  });

  test('is written at once when tomorrow’s hours become today’s', () => {
    const at = (second: number, hours: Partial<ContractCalendar>) =>
      entryWith({ calendar: { periods: {}, ...hours } }, SOME_MS + second * 1000);
    const [old, next] = ['22:00-06:00', '23:00-07:00'];
    const lines = linesOf([
      at(0, { offPeak: old, offPeakTomorrow: next }),
      at(1, { offPeak: old, offPeakTomorrow: next }),
      at(2, { offPeak: next }),
    ]).filter(({ measurement }) => measurement === 'linky_info');
    expect(lines.map(({ atMs, fields }) => [(atMs - SOME_MS) / 1000, fields['off_peak']])).toEqual([
      [0, old],
      [2, next],
    ]);
  });

  test('is written when it changes and at least once an hour', () => {
    const at = (minute: number, tariff: string) => entryWith({ ...words, tariff }, SOME_MS + minute * 60_000);
    const lines = linesOf([at(0, 'HP..'), at(1, 'HP..'), at(2, 'HC..'), at(3, 'HC..'), at(47, 'HC..')]);
    const info = lines.filter(({ measurement }) => measurement === 'linky_info');
    expect(info.map(({ atMs }) => (atMs - SOME_MS) / 60_000)).toEqual([0, 2, 47]);
  });
});

describe('linky_tic', () => {
  test('is not written unless `literal` is set', () => {
    const { lines } = pointsOf(entryWith({ frame: frameWith({ labels: { PAPP: '00390' } }) }), NOTHING, false);
    expect(lines.map(({ measurement }) => measurement)).not.toContain('linky_tic');
  });
});

test('the memory that was passed in is not changed', () => {
  const before = pointsOf(entryWith({ registers: { BASE: 1 } }), NOTHING, true).memory;
  const copy = new Map(before);
  pointsOf(entryWith({ registers: { BASE: 2 } }), before, true);
  expect(before).toEqual(copy);
});

test('every line can be parsed, whatever is absent or 0 in the Reading', () =>
  fc.assert(
    fc.property(readings, (reading) => {
      const { lines } = pointsOf(entryWith(reading), NOTHING, true);
      const [linky] = lines.map(({ text }) => parseLine(text));
      expect(linky?.fields['power_va']).toBe(reading.apparentPowerVA);
      expect(linky?.fields['import_wh']).toBe(reading.importedWh);
    }),
  ));

const readings: fc.Arbitrary<Partial<Reading>> = fc.record(
  {
    phases: fc.constantFrom(1 as const, 3 as const),
    apparentPowerVA: fc.nat(99_999),
    importedWh: fc.nat(999_999_999),
    contract: fc.string({ unit: fc.constantFrom(...'HC. "\\,='), maxLength: 16 }),
    registers: fc.dictionary(fc.constantFrom('BASE', 'HCHC', 'ERQ2', 'EASF03'), fc.nat(999_999_999)),
    frame: fc
      .dictionary(fc.constantFrom('PAPP', 'IINST', 'PTEC', 'XX'), fc.constantFrom('00012', '000', 'HC..', ''))
      .map((labels) => frameWith({ labels })),
  },
  { requiredKeys: [] },
);

function linesOf(entries: readonly Entry[]): ParsedLine[] {
  let memory = NOTHING;
  return entries.flatMap((entry) => {
    const points = pointsOf(entry, memory, true);
    memory = points.memory;
    return points.lines.map(({ text }) => parseLine(text));
  });
}

function pointsIn(measurement: string, reading: Partial<Reading>): ParsedLine[] {
  return linesOf([entryWith(reading)]).filter((line) => line.measurement === measurement);
}

function fieldsIn(measurement: string, reading: Partial<Reading>): ParsedLine['fields'] {
  const [point] = pointsIn(measurement, reading);
  if (!point) throw new Error(`no ${measurement}`);
  return point.fields;
}
