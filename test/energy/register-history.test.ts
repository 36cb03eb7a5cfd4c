import { describe, expect, test } from 'vitest';
import type { CountedDay } from '../../src/energy/day.ts';
import { changesOfPeriod, namedDay, periodsOf, registerHistory } from '../../src/energy/register-history.ts';
import { PERIODS, type RegisterLine } from '../../src/reading/periods.ts';
import { HOUR_MS, MINUTE_MS } from '../../testbed/support/time.ts';

const [FIRST, OTHER] = ['021900000001', '021900000002'];
/** A minute that is not a multiple of an hour. */
const AT = 1_700_000_000_000 - (1_700_000_000_000 % MINUTE_MS);

const line = (register: RegisterLine['register'], sinceMs: number, period: string, address = FIRST): RegisterLine => ({
  ...{ address, register, sinceMs, period },
});
const toldBy = (address: string) => ({ identity: `standard ${address}` });
const FIRST_TOLD = toldBy(FIRST);

describe('the period of a register', () => {
  test('in historique mode is that of its label, whatever the lines say', () => {
    const history = registerHistory([line('HCHC', 0, 'HP..')]);
    for (const { register, ptec: period } of Object.values(PERIODS)) {
      expect(history.periodAt(register, AT, { identity: `historique ${FIRST} ${register}` })).toBe(period);
      expect(history.periodAt(register, AT, undefined)).toBe(period);
    }
  });

  test('is unknown while the meter has reported nothing about it', () => {
    expect(registerHistory([]).periodAt('EASF01', AT, FIRST_TOLD)).toBeUndefined();
    expect(registerHistory([line('EASF02', 0, 'HP')]).periodAt('EASF01', AT, FIRST_TOLD)).toBeUndefined();
  });

  test('is the first one also for the time before it was reported', () => {
    const history = registerHistory([
      line('EASF01', AT + 90 * HOUR_MS, 'HC'),
      line('EASF01', AT + 99 * HOUR_MS, 'NUIT'),
    ]);
    expect(history.periodAt('EASF01', AT, FIRST_TOLD)).toBe('HC');
  });

  test('changes in the minute in which the new one was reported', () => {
    const history = registerHistory([line('EASF01', AT, 'HC'), line('EASF01', AT + HOUR_MS + 40_000, 'NUIT')]);
    const periods = [0, 59, 60, 61].map((minute) => history.periodAt('EASF01', AT + minute * MINUTE_MS, FIRST_TOLD));
    expect(periods).toEqual(['HC', 'HC', 'NUIT', 'NUIT']);
  });

  test('is that of the meter that counted, not of another one with a register of the same name', () => {
    const history = registerHistory([line('EASF01', 0, 'HC'), line('EASF01', 5, 'WEEK-END', OTHER)]);
    expect(history.periodAt('EASF01', AT, FIRST_TOLD)).toBe('HC');
    expect(history.periodAt('EASF01', AT, toldBy(OTHER))).toBe('WEEK-END');
    expect(history.periodAt('EASF01', AT, toldBy('021900000003'))).toBeUndefined();
  });

  test('is that of the meter that reported its registers last, if it is unknown which meter counted', () => {
    const history = registerHistory([line('EASF01', 0, 'HC'), line('EASF01', 5, 'WEEK-END', OTHER)]);
    expect(history.periodAt('EASF01', AT, undefined)).toBe('WEEK-END');
    expect(history.periodAt('EASF01', AT, { contract: 'TEMPO' })).toBe('WEEK-END');
  });
});

describe('energy by register', () => {
  const history = registerHistory([line('EASF01', 0, 'HP..'), line('EASF02', 0, 'HC..'), line('EASF05', 0, 'HP..')]);
  const of = { atMs: AT, told: FIRST_TOLD };

  test('is read by period: registers of the same period are added up, and those of unknown period are in none', () => {
    const energyWhByRegister = { EASF01: 10, EASF02: 3, EASF05: 7, EASF09: 20_000 };
    expect(periodsOf({ energyWh: 20_020, energyWhByRegister }, of, history)).toEqual({ 'HP..': 17, 'HC..': 3 });
  });

  test('is in no period if it is not known by register', () => {
    expect(periodsOf({ energyWh: 5 }, of, history)).toEqual({});
  });
});

describe('the moments at which a register is assigned another period', () => {
  test('are those of all lines except the first one of each register of each meter', () => {
    const lines = [
      ...[line('EASF01', 10, 'HC'), line('EASF02', 20, 'HP')],
      ...[line('EASF01', 30, 'NUIT'), line('EASF01', 40, 'WEEK-END', OTHER), line('EASF02', 50, 'JOUR')],
    ];
    expect(changesOfPeriod(lines)).toEqual([30, 50]);
    expect(changesOfPeriod([])).toEqual([]);
  });
});

describe('a day', () => {
  const facts = { day: 20_000, seenMinutes: 900, greatestVA: 4_200, greatestAtMs: AT, baseW: 90, seenUntilMs: AT };
  const lines = [line('EASF01', 0, 'HC'), line('EASF02', 0, 'HP'), line('EASF01', AT + HOUR_MS, 'NUIT')];

  test('has the energy of all its parts, each with the periods of its own time and meter', () => {
    const day: CountedDay = {
      ...facts,
      parts: [
        { atMs: AT, told: FIRST_TOLD, energyWh: 7, energyWhByRegister: { EASF01: 5, EASF02: 2 }, givenWh: 1 },
        { atMs: AT + HOUR_MS, told: FIRST_TOLD, energyWh: 30, energyWhByRegister: { EASF01: 30 }, givenWh: 2 },
        {
          atMs: AT + 2 * HOUR_MS,
          told: { identity: `historique ${FIRST} BASE` },
          energyWh: 4,
          energyWhByRegister: { BASE: 4 },
        },
      ],
    };
    expect(namedDay(day, registerHistory(lines))).toEqual({
      ...{ ...facts, energyWh: 41, energyWhByRegister: { EASF01: 35, EASF02: 2, BASE: 4 }, givenWh: 3 },
      energyWhByTariff: { HC: 5, HP: 2, NUIT: 30, 'TH..': 4 },
    });
  });

  test('shows its energy under another period as soon as that is known', () => {
    const day: CountedDay = {
      ...facts,
      parts: [{ atMs: AT, told: FIRST_TOLD, energyWh: 7, energyWhByRegister: { EASF02: 7 } }],
    };
    expect(namedDay(day, registerHistory([])).energyWhByTariff).toEqual({});
    expect(namedDay(day, registerHistory(lines)).energyWhByTariff).toEqual({ HP: 7 });
  });

  test('assigns energy of an absence to the periods of its first part', () => {
    const unseen = { sinceMs: 5, energyWh: 6, energyWhByRegister: { EASF01: 6 } };
    const part = { atMs: AT, told: FIRST_TOLD, energyWh: 7, energyWhByRegister: { EASF01: 7 } };
    const later = { ...part, atMs: AT + HOUR_MS };
    expect(namedDay({ ...facts, parts: [part, later], unseen }, registerHistory(lines))).toMatchObject({
      energyWhByTariff: { HC: 7, NUIT: 7 },
      unseen: { ...unseen, energyWhByTariff: { HC: 6 } },
    });
  });

  test('has the last reported subscription and contract', () => {
    const parts = [
      { atMs: AT, told: { ...FIRST_TOLD, contract: 'BASE', subscribedVA: 6_000 } },
      { atMs: AT + HOUR_MS, told: { ...toldBy(OTHER), contract: 'TEMPO', subscribedVA: 9_000 } },
    ];
    expect(namedDay({ ...facts, parts }, registerHistory([]))).toEqual({
      ...{ ...facts, energyWhByTariff: {}, contract: 'TEMPO', subscribedVA: 9_000 },
    });
    expect(namedDay({ ...facts, parts: [{ atMs: AT }] }, registerHistory([]))).toEqual({
      ...facts,
      energyWhByTariff: {},
    });
  });
});
