import { expect, test } from 'vitest';
import type { Reading, RegisterPeriods, TicMode } from '../../../src/reading/reading.ts';
import { sharedValuesOf, withLoad } from '../../../src/share/thread/reading-json.ts';
import { readingFromFrame } from '../../../src/tic/frame-reading.ts';
import { readingWith } from '../../../testbed/support/readings.ts';

const HISTORIQUE_BASE = { ADCO: '021876543210', OPTARIF: 'BASE', ISOUSC: '45', BASE: '012345678', PTEC: 'TH..' };
const SINGLE = { IINST: '005', IMAX: '090', PAPP: '01230', MOTDETAT: '000000' };
const TEMPO_REGISTERS = {
  ...{ BBRHCJB: '001000000', BBRHPJB: '002000000', BBRHCJW: '000300000' },
  ...{ BBRHPJW: '000400000', BBRHCJR: '000050000', BBRHPJR: '000006001' },
};
const STANDARD = { ADSC: '021876543210', VTIC: '02', EAST: '002565285', PREF: '06', STGE: '003A0001' };

const READINGS: readonly [what: string, mode: TicMode, frame: { readonly [label: string]: string }, values: object][] =
  [
    [
      'historique, BASE',
      'historique',
      { ...HISTORIQUE_BASE, ...SINGLE },
      {
        ...{ phases: 1, apparentPower: 1230, load: 14, currents: [5] },
        ...{ energy: 12345.678, energyByPeriod: { BASE: 12345.678 }, period: 'BASE', subscribedPower: 9000 },
      },
    ],
    [
      'historique, off-peak hours',
      'historique',
      {
        ADCO: '021876543210',
        OPTARIF: 'HC..',
        ISOUSC: '30',
        HCHC: '000000001',
        HCHP: '000000999',
        PTEC: 'HC..',
        ...SINGLE,
      },
      {
        ...{ phases: 1, apparentPower: 1230, load: 21, currents: [5] },
        ...{ energy: 1, energyByPeriod: { HC: 0.001, HP: 0.999 } },
        ...{ period: 'HC', offPeak: true, subscribedPower: 6000 },
      },
    ],
    [
      'historique, Tempo',
      'historique',
      {
        ADCO: '021876543210',
        OPTARIF: 'BBR(',
        ISOUSC: '45',
        ...TEMPO_REGISTERS,
        PTEC: 'HPJW',
        DEMAIN: 'ROUG',
        ...SINGLE,
      },
      {
        ...{ phases: 1, apparentPower: 1230, load: 14, currents: [5], energy: 3756.001 },
        energyByPeriod: { HCJB: 1000, HPJB: 2000, HCJW: 300, HPJW: 400, HCJR: 50, HPJR: 6.001 },
        ...{ period: 'HPJW', offPeak: false, tempoToday: 'white', tempoTomorrow: 'red', subscribedPower: 9000 },
      },
    ],
    [
      'historique, three phases',
      'historique',
      {
        ...HISTORIQUE_BASE,
        ...{ IINST1: '004', IINST2: '017', IINST3: '000', IMAX1: '060', IMAX2: '060', IMAX3: '060' },
        ...{ PMAX: '05830', PAPP: '04830', PPOT: '00' },
      },
      {
        ...{ phases: 3, apparentPower: 4830, load: 18, currents: [4, 17, 0] },
        ...{ energy: 12345.678, energyByPeriod: { BASE: 12345.678 }, period: 'BASE', subscribedPower: 27000 },
      },
    ],
    [
      'standard, with a name of the supplier for the period',
      'standard',
      { ...STANDARD, LTARF: ' HC  ET WEEK-END', IRMS1: '002', URMS1: '233', SINSTS: '00410' },
      {
        ...{ phases: 1, apparentPower: 410, load: 7, currents: [2], voltages: [233] },
        ...{ energy: 2565.285, period: 'HC ET WEEK-END', offPeak: true, subscribedPower: 6000 },
      },
    ],
    [
      'standard, three phases',
      'standard',
      {
        ...{ ...STANDARD, PREF: '12', LTARF: 'HEURE PLEINE' },
        ...{ IRMS1: '004', IRMS2: '000', IRMS3: '012', URMS1: '233', URMS2: '231', URMS3: '229' },
        ...{ SINSTS: '03680', SINSTS1: '00932', SINSTS2: '00000', SINSTS3: '02748' },
      },
      {
        ...{ phases: 3, apparentPower: 3680, load: 31, currents: [4, 0, 12], voltages: [233, 231, 229] },
        ...{ powers: [932, 0, 2748], energy: 2565.285, period: 'HP', offPeak: false, subscribedPower: 12000 },
      },
    ],
    [
      'a producer who gives',
      'standard',
      { ...STANDARD, EAIT: '000900001', IRMS1: '009', URMS1: '240', SINSTS: '00000', SINSTI: '02110' },
      {
        ...{ phases: 1, apparentPower: 0, load: 0, currents: [9], voltages: [240] },
        ...{ energy: 2565.285, energyGiven: 900.001, subscribedPower: 6000 },
      },
    ],
    [
      'a short frame: the currents, and nothing else',
      'historique',
      { ADIR1: '026', ADCO: '021876543210', IINST1: '026', IINST2: '003', IINST3: '004' },
      { phases: 3, currents: [26, 3, 4] },
    ],
  ];

test.for(READINGS)('%s', ([, mode, labels, values], { expect }) => {
  expect(withLoad(sharedValuesOf(readingOf(labels, mode)))).toStrictEqual({ mode, ...values });
});

test.for<[what: string, watts: number | undefined, power: object]>([
  ['drawn', 1105.4, { power: 1105 }],
  ['given', -1890.6, { power: -1891 }],
  ['none, and without a sign', -0.2, { power: 0 }],
  ['unknown, which is not 0', undefined, {}],
])('the power is %s', ([, watts, power], { expect }) => {
  const {
    mode: _,
    phases: __,
    ...shared
  } = sharedValuesOf(readingWith(watts === undefined ? {} : { activePowerW: watts }));
  expect(shared).toStrictEqual(power);
});

test('the surplus is the estimate itself, without its bounds', () => {
  expect(sharedValuesOf(readingWith({ surplusVA: { about: 690, least: 460, most: 920 } }))).toMatchObject({
    surplus: 690,
  });
});

const OF_REGISTERS: RegisterPeriods = {
  EASF01: { name: 'HEURE  CREUSE', offPeak: true },
  EASF02: { name: 'HEURE  PLEINE', offPeak: false },
  EASF03: { name: 'HEURE CREUSE', offPeak: true },
  EASF04: { name: 'WEEK-END' },
};
const FOUR = { EASF01: 1_000, EASF02: 20_001, EASF03: 500, EASF04: 7_000, EASF05: 3_000, EASD01: 9_000, EAST: 31_501 };

test.for<[what: string, periods: RegisterPeriods | undefined, energyByPeriod: object | undefined]>([
  [
    'is added up over the registers that count it, one without a known period left out',
    OF_REGISTERS,
    { HC: 1.5, HP: 20.001, 'WEEK-END': 7 },
  ],
  ['is that of the one that is known', { EASF04: { name: 'WEEK-END' } }, { 'WEEK-END': 7 }],
  ['is not told while none is known', {}, undefined],
  ['is not told before the contract was looked at', undefined, undefined],
])('the energy of a period %s', ([, periods, energyByPeriod], { expect }) => {
  const frame = { ...readingWith({}).frame, mode: 'standard' } as const;
  const reading = readingWith({ frame, registers: FOUR, ...(periods && { calendar: { periods } }) });
  expect(sharedValuesOf(reading).energyByPeriod).toStrictEqual(energyByPeriod);
});

test('a frame that lacks a group tells no energy by period, since a part would look like the whole', () => {
  const registers = { HCHC: 1_000, HCHP: 2_000 };
  const { frame } = readingWith({});
  const told = (refused: number) =>
    sharedValuesOf(readingWith({ registers, frame: { ...frame, mode: 'historique', refused } }));
  expect(told(1)).not.toHaveProperty('energyByPeriod');
  expect(told(0).energyByPeriod).toStrictEqual({ HC: 1, HP: 2 });
});

test('a phase without its value leaves out the list, so that no number is taken for that of another phase', () => {
  const reading = readingWith({ phases: 3, currentA: { 1: 4, 3: 2 }, voltageV: { 1: 230, 2: 231, 3: 232 } });
  const shared = sharedValuesOf(reading);
  expect(shared.voltages).toEqual([230, 231, 232]);
  expect(shared).not.toHaveProperty('currents');
});

test('neither the number of the meter nor its messages are told', () => {
  const labels = {
    ...STANDARD,
    PRM: '12345678901234',
    MSG1: 'PAS DE          MESSAGE         ',
    MSG2: 'BONJOUR         ',
  };
  const told = JSON.stringify(sharedValuesOf(readingOf(labels, 'standard')));
  expect(told).not.toMatch(/021876543210|12345678901234|MESSAGE|BONJOUR/);
});

function readingOf(labels: { readonly [label: string]: string }, mode: TicMode): Reading {
  return readingFromFrame({ mode, address: '021876543210', labels, horodates: {}, refused: 0 }, 0);
}
