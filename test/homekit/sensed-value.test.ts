import { describe, expect, test } from 'vitest';
import type { SensorConfig } from '../../src/config/config.ts';
import { sensedValueOf, thresholdOf } from '../../src/homekit/sensed-value.ts';
import type { Reading } from '../../src/reading.ts';
import { reading } from './homebridge.ts';

/** A reading of which a group was refused. */
const damaged = (words: Partial<Reading>) => reading(words, 1);

describe('what is measured', () => {
  test.each<[string, SensorConfig['when'], Reading, number | undefined]>([
    ['the power', 'power', reading({ apparentPowerVA: 390 }), 390],
    ['0 VA', 'power', reading({ apparentPowerVA: 0 }), 0],
    ['no power when none came', 'power', reading({ currentA: { 1: 2 } }), undefined],
    ['the injection', 'injection', reading({ injectedPowerVA: 900 }), 900],
    ['no injection of a consumer', 'injection', reading({ apparentPowerVA: 390 }), undefined],
    ['the current of the one phase', 'current', reading({ phases: 1, currentA: { 1: 12 } }), 12],
    ['the most loaded of three phases', 'current', reading({ phases: 3, currentA: { 1: 4, 2: 17, 3: 0 } }), 17],
    [
      'no current of three phases when one was refused',
      'current',
      damaged({ phases: 3, currentA: { 1: 4, 3: 0 } }),
      undefined,
    ],
    ['no current while nobody knows how many phases', 'current', damaged({ currentA: { 1: 12 } }), undefined],
    ['the share of the subscribed power', 'load', reading({ apparentPowerVA: 4500, subscribedVA: 6000 }), 75],
    ['more than all of it', 'load', reading({ apparentPowerVA: 6300, subscribedVA: 6000 }), 105],
    ['no share of an unknown', 'load', damaged({ apparentPowerVA: 4500 }), undefined],
    ['no share of nothing', 'load', reading({ apparentPowerVA: 4500, subscribedVA: 0 }), undefined],
    ['no share without the power', 'load', damaged({ subscribedVA: 6000 }), undefined],
  ])('%s', (_, when, given, level) => {
    expect(sensedValueOf(when, given)).toBe(level);
  });

  test('in its unit, with delays in seconds', () => {
    const delays = { hysteresis: 200, delayOn: 10, delayOff: 60 };
    expect(thresholdOf({ name: 'A', kind: 'motion', when: 'power', above: 6000, ...delays })).toEqual({
      above: 6000,
      hysteresis: 200,
      delayOnMs: 10_000,
      delayOffMs: 60_000,
    });
  });
});

const ON = 1;
const OFF = 0;
const UNKNOWN = undefined;
const tempo = { tariff: 'HPJB', offPeak: false, tempoToday: 'blue' } as const;
/** What the status register always gives, as that of a contract without Tempo and peaks does. */
const status = { dryContact: 'open', peak: 'none', overload: false } as const;

describe('a state', () => {
  test.each<[string, SensorConfig['when'], Reading, number | undefined]>([
    ['off-peak hours', 'offPeak', reading({ tariff: 'HC..', offPeak: true }), ON],
    ['the other hours', 'offPeak', reading({ tariff: 'HP..', offPeak: false }), OFF],
    ['hours of a contract that has no off-peak ones', 'offPeak', reading({ tariff: 'TH..' }), OFF],
    ['hours whose name was refused', 'offPeak', damaged({}), UNKNOWN],
    ['hours of a meter that gives them no name', 'offPeak', reading(status), UNKNOWN],

    ['a red day', 'tempoRed', reading({ ...tempo, tempoToday: 'red' }), ON],
    ['a blue day is not red', 'tempoRed', reading(tempo), OFF],
    ['a white day', 'tempoWhite', reading({ ...tempo, tempoToday: 'white' }), ON],
    ['a red day is not white', 'tempoWhite', reading({ ...tempo, tempoToday: 'red' }), OFF],
    ['no colour without Tempo', 'tempoRed', reading({ tariff: 'HC..', offPeak: true }), OFF],
    ['a colour that may have been refused', 'tempoRed', damaged({}), UNKNOWN],
    ['a colour in a damaged frame', 'tempoRed', damaged({ ...tempo, tempoToday: 'red' }), ON],
    ['no colour in the status register', 'tempoRed', damaged(status), OFF],

    ['red tomorrow', 'tempoRedTomorrow', reading({ ...tempo, tempoTomorrow: 'red' }), ON],
    ['red tomorrow is not white tomorrow', 'tempoWhiteTomorrow', reading({ ...tempo, tempoTomorrow: 'red' }), OFF],
    ['white tomorrow', 'tempoWhiteTomorrow', reading({ ...tempo, tempoTomorrow: 'white' }), ON],
    ['tomorrow not announced yet', 'tempoRedTomorrow', reading(tempo), OFF],
    ['tomorrow that may have been refused', 'tempoRedTomorrow', damaged(tempo), UNKNOWN],
    ['tomorrow in a short frame', 'tempoRedTomorrow', reading({ phases: 3, currentA: { 1: 40 } }), UNKNOWN],
    [
      'tomorrow not announced in the status register',
      'tempoRedTomorrow',
      damaged({ ...status, tempoToday: 'blue' }),
      OFF,
    ],

    ['a peak announced', 'peak', reading({ peak: 'notice' }), ON],
    ['a peak under way', 'peak', reading({ peak: 'running' }), ON],
    ['no peak', 'peak', reading({ peak: 'none' }), OFF],
    ['no peaks in the contract', 'peak', reading({ tariff: 'HC..', offPeak: true }), OFF],
    ['a notice that may have been refused', 'peak', damaged({ tariff: 'HN..' }), UNKNOWN],

    ['over the subscribed power', 'overload', reading({ overload: true }), ON],
    ['not over it', 'overload', reading({ overload: false }), OFF],
    ['a frame that cannot tell', 'overload', damaged({}), UNKNOWN],

    ['the dry contact closed', 'dryContact', reading({ dryContact: 'closed' }), ON],
    ['the dry contact open', 'dryContact', reading({ dryContact: 'open' }), OFF],
    ['a mode that does not tell', 'dryContact', reading({}), UNKNOWN],
  ])('%s', (_, when, given, level) => {
    expect(sensedValueOf(when, given)).toBe(level);
  });

  test('is on at once, and off at once', () => {
    expect(thresholdOf({ name: 'A', kind: 'motion', when: 'overload' })).toEqual({
      above: 0,
      hysteresis: 0,
      delayOnMs: 0,
      delayOffMs: 0,
    });
  });
});
