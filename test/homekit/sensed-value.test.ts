import { describe, expect, test } from 'vitest';
import type { OffPeakSensor, ReadingSensor } from '../../src/config/config.ts';
import { sensedValueOf, thresholdOf } from '../../src/homekit/sensed-value.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { reading } from './homebridge-api.ts';

function sensorOf(when: ReadingSensor['when']): ReadingSensor {
  const threshold = { above: 6000, hysteresis: 200, delayOn: 10, delayOff: 60 };
  return { name: 'A', kind: 'motion', when, leadMinutes: 0, ...threshold } as ReadingSensor;
}

/** A reading with a refused group. */
const damaged = (words: Partial<Reading>) => reading(words, 1);

describe('a measured value', () => {
  test.each<[string, ReadingSensor['when'], Reading, number | undefined]>([
    ['the power', 'power', reading({ apparentPowerVA: 390 }), 390],
    ['0 VA', 'power', reading({ apparentPowerVA: 0 }), 0],
    ['no power when the reading has none', 'power', reading({ currentA: { 1: 2 } }), undefined],
    ['the injection', 'injection', reading({ injectedPowerVA: 900 }), 900],
    ['no injection of a consumer', 'injection', reading({ apparentPowerVA: 390 }), undefined],
    ['the surplus that is estimated', 'surplus', reading({ surplusVA: { about: 690, least: 411, most: 1012 } }), 690],
    ['the surplus of a producer, whose meter measures it', 'surplus', reading({ injectedPowerVA: 900 }), 900],
    ['no surplus where it is unknown', 'surplus', reading({ apparentPowerVA: 0 }), undefined],
    ['the current of the one phase', 'current', reading({ phases: 1, currentA: { 1: 12 } }), 12],
    [
      'the current of the most loaded of three phases',
      'current',
      reading({ phases: 3, currentA: { 1: 4, 2: 17, 3: 0 } }),
      17,
    ],
    [
      'no current of three phases when one was refused',
      'current',
      damaged({ phases: 3, currentA: { 1: 4, 3: 0 } }),
      undefined,
    ],
    ['no current while the number of phases is unknown', 'current', damaged({ currentA: { 1: 12 } }), undefined],
    ['the share of the subscribed power', 'load', reading({ apparentPowerVA: 4500, subscribedVA: 6000 }), 75],
    ['a share of more than 100 %', 'load', reading({ apparentPowerVA: 6300, subscribedVA: 6000 }), 105],
    ['no share while the subscribed power is unknown', 'load', damaged({ apparentPowerVA: 4500 }), undefined],
    ['no share of a subscribed power of 0', 'load', reading({ apparentPowerVA: 4500, subscribedVA: 0 }), undefined],
    ['no share without the power', 'load', damaged({ subscribedVA: 6000 }), undefined],
  ])('%s', (_, when, given, value) => {
    expect(sensedValueOf(sensorOf(when), given)).toBe(value);
  });

  test('has a threshold in its own unit, with delays in milliseconds', () => {
    const delays = { hysteresis: 200, delayOn: 10, delayOff: 60 };
    expect(thresholdOf({ name: 'A', kind: 'motion', when: 'power', above: 6000, ...delays })).toEqual({
      above: 6000,
      hysteresis: 200,
      delayOnMs: 10_000,
      delayOffMs: 60_000,
    });
  });
});

describe('a voltage', () => {
  const delays = { delayOn: 10, delayOff: 60 };
  const named = { name: 'A', kind: 'motion', when: 'voltage' } as const;
  const high: ReadingSensor = { ...named, above: 250, hysteresis: 5, ...delays };
  const low: ReadingSensor = { ...named, below: 207, hysteresis: 5, ...delays };

  /** The phases of which a sensor goes by the highest or the lowest. */
  test.each<[string, Reading, high: number | undefined, low: number | undefined]>([
    ['of one phase', reading({ phases: 1, voltageV: { 1: 236 } }), 236, 236],
    ['of three phases', reading({ phases: 3, voltageV: { 1: 236, 2: 254, 3: 203 } }), 254, 203],
    ['of three phases of which one is dead', reading({ phases: 3, voltageV: { 1: 236, 2: 0, 3: 238 } }), 238, 0],
    [
      'of three phases of which one is not told',
      damaged({ phases: 3, voltageV: { 1: 236, 3: 238 } }),
      undefined,
      undefined,
    ],
    ['of a number of phases that is unknown', damaged({ voltageV: { 1: 236 } }), undefined, undefined],
    ['that the meter does not tell', reading({ phases: 1, apparentPowerVA: 390 }), undefined, undefined],
  ])('%s', (_, given, highest, lowest) => {
    expect(sensedValueOf(high, given)).toBe(highest);
    // What is compared with a lower limit is the negative.
    expect(sensedValueOf(low, given)).toBe(lowest === undefined ? undefined : -lowest);
  });

  test.each([
    ['above 250 V, off at 245 V', high, { above: 250, hysteresis: 5 }],
    ['below 207 V, off at 212 V, as the negatives', low, { above: -207, hysteresis: 5 }],
  ] as const)('has its limit %s', (_, sensor, limit) => {
    expect(thresholdOf(sensor)).toEqual({ ...limit, delayOnMs: 10_000, delayOffMs: 60_000 });
  });
});

const ON = 1;
const OFF = 0;
const UNKNOWN = undefined;
const tempo = { tariff: 'HPJB', offPeak: false, tempoToday: 'blue' } as const;
/** What the status register carries in a contract without Tempo and peak days. */
const status = { dryContact: 'open', peak: 'none', overload: false } as const;

describe('a state', () => {
  test.each<[string, ReadingSensor['when'], Reading, number | undefined]>([
    ['off-peak hours', 'offPeak', reading({ tariff: 'HC..', offPeak: true }), ON],
    ['peak hours', 'offPeak', reading({ tariff: 'HP..', offPeak: false }), OFF],
    ['hours of a contract that has no off-peak ones', 'offPeak', reading({ tariff: 'TH..' }), OFF],
    ['hours of an unknown tariff, whose group was refused', 'offPeak', damaged({}), UNKNOWN],
    ['hours of a meter that does not name its tariff', 'offPeak', reading(status), UNKNOWN],

    ['a red day', 'tempoRed', reading({ ...tempo, tempoToday: 'red' }), ON],
    ['a blue day is not red', 'tempoRed', reading(tempo), OFF],
    ['a white day', 'tempoWhite', reading({ ...tempo, tempoToday: 'white' }), ON],
    ['a red day is not white', 'tempoWhite', reading({ ...tempo, tempoToday: 'red' }), OFF],
    ['no colour without Tempo', 'tempoRed', reading({ tariff: 'HC..', offPeak: true }), OFF],
    ['a colour whose group may have been refused', 'tempoRed', damaged({}), UNKNOWN],
    ['a colour in a frame with another refused group', 'tempoRed', damaged({ ...tempo, tempoToday: 'red' }), ON],
    ['no colour in the status register, though another group was refused', 'tempoRed', damaged(status), OFF],

    ['red tomorrow', 'tempoRedTomorrow', reading({ ...tempo, tempoTomorrow: 'red' }), ON],
    ['red tomorrow is not white tomorrow', 'tempoWhiteTomorrow', reading({ ...tempo, tempoTomorrow: 'red' }), OFF],
    ['white tomorrow', 'tempoWhiteTomorrow', reading({ ...tempo, tempoTomorrow: 'white' }), ON],
    ['a colour of tomorrow that is not announced yet', 'tempoRedTomorrow', reading(tempo), OFF],
    ['a colour of tomorrow whose group may have been refused', 'tempoRedTomorrow', damaged(tempo), UNKNOWN],
    ['a colour of tomorrow in a short frame', 'tempoRedTomorrow', reading({ phases: 3, currentA: { 1: 40 } }), UNKNOWN],
    [
      'a colour of tomorrow that the status register does not announce',
      'tempoRedTomorrow',
      damaged({ ...status, tempoToday: 'blue' }),
      OFF,
    ],

    ['a peak announced', 'peak', reading({ peak: 'notice' }), ON],
    ['a peak under way', 'peak', reading({ peak: 'running' }), ON],
    ['no peak', 'peak', reading({ peak: 'none' }), OFF],
    ['no peaks in the contract', 'peak', reading({ tariff: 'HC..', offPeak: true }), OFF],
    ['a notice whose group may have been refused', 'peak', damaged({ tariff: 'HN..' }), UNKNOWN],

    ['the subscribed power is exceeded', 'overload', reading({ overload: true }), ON],
    ['not over it', 'overload', reading({ overload: false }), OFF],
    ['an overload that the frame does not tell', 'overload', damaged({}), UNKNOWN],

    ['the dry contact closed', 'dryContact', reading({ dryContact: 'closed' }), ON],
    ['the dry contact open', 'dryContact', reading({ dryContact: 'open' }), OFF],
    ['a dry contact in historique mode, which does not carry it', 'dryContact', reading({}), UNKNOWN],
  ])('%s', (_, when, given, value) => {
    expect(sensedValueOf(sensorOf(when), given)).toBe(value);
  });

  test('has a threshold without delays', () => {
    expect(thresholdOf({ name: 'A', kind: 'motion', when: 'overload' })).toEqual({
      above: 0,
      hysteresis: 0,
      delayOnMs: 0,
      delayOffMs: 0,
    });
  });
});

describe('off-peak hours with a lead', () => {
  const sensor: OffPeakSensor = { name: 'A', kind: 'motion', when: 'offPeak', leadMinutes: 20 };
  const peak = { tariff: 'HP..', offPeak: false } as const;

  test.each<[string, Reading, number | undefined]>([
    ['have begun', reading({ tariff: 'HC..', offPeak: true }), 0],
    ['begin in some minutes', reading({ ...peak, offPeakInMinutes: 21 }), -21],
    ['should have begun by now', reading({ ...peak, offPeakInMinutes: 0 }), -0],
    ['begin at a time that is not known', reading(peak), Number.NEGATIVE_INFINITY],
    ['begin soon, by a frame whose tariff was refused', damaged({ offPeakInMinutes: 5 }), -5],
    ['begin later, by a frame whose tariff was refused', damaged({ offPeakInMinutes: 21 }), UNKNOWN],
    ['are unknown, by a frame whose tariff was refused', damaged({}), UNKNOWN],
  ])('%s', (_, given, value) => {
    expect(sensedValueOf(sensor, given)).toBe(value);
  });

  test('are not known to be far while the journal may not have told them yet, which takes a minute at most', () => {
    expect(sensedValueOf(sensor, reading(peak), 59_999)).toBe(UNKNOWN);
    expect(sensedValueOf(sensor, reading(peak), 60_000)).toBe(Number.NEGATIVE_INFINITY);
  });

  test.each([0, undefined])('count only when they have begun where the lead is 0, and %s minutes are left', (left) => {
    const given = reading({ ...peak, offPeakInMinutes: left });
    expect(sensedValueOf({ ...sensor, leadMinutes: 0 }, given)).toBe(OFF);
  });
});
