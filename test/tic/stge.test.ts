import { describe, expect, test } from 'vitest';
import { readStge } from '../../src/tic/stge.ts';

/** The fields of 00000000. Each test below says what its bits change in them. */
const ZERO = {
  dryContact: 'closed',
  breaker: 'closed',
  terminalCoverOpen: false,
  overvoltage: false,
  overload: false,
  producer: false,
  injecting: false,
  tariffIndex: 1,
  distributorIndex: 1,
  clockDegraded: false,
  standardMode: false,
  euridis: 'off',
  plc: 'unlocked',
  plcSynchronised: false,
};
const CONSUMER = { ...ZERO, dryContact: 'open', standardMode: true, euridis: 'secured', plc: 'locked' };

describe('registers of real meters', () => {
  test.each([
    ['003A0001', 'a plain consumer', {}],
    ['003A0301', 'a producer that injects', { producer: true, injecting: true }],
    ['013AC401', 'Tempo, blue today', { tempoToday: 'blue', tariffIndex: 2, distributorIndex: 4 }],
    [
      '833AD501',
      'Tempo, red today, PM2 running',
      { producer: true, tempoToday: 'red', tariffIndex: 6, distributorIndex: 4, peakRunning: 2 },
    ],
  ])('%s: %s', (hex, _, words) => expect(readStge(hex)).toEqual({ ...CONSUMER, ...words }));
});

describe('each field alone', () => {
  test.each([
    ['00000000', {}],
    ['00000001', { dryContact: 'open' }],
    ['00000002', { breaker: 'openOnOverpower' }],
    ['00000004', { breaker: 'openOnOvervoltage' }],
    ['00000006', { breaker: 'openOnLoadShedding' }],
    ['00000008', { breaker: 'openOnRemoteOrder' }],
    ['0000000A', { breaker: 'openOnOverheatingOverCurrent' }],
    ['0000000C', { breaker: 'openOnOverheating' }],
    ['00000010', { terminalCoverOpen: true }],
    ['00000020', {}],
    ['00000040', { overvoltage: true }],
    ['00000080', { overload: true }],
    ['00000100', { producer: true }],
    ['00000200', { injecting: true }],
    ['00000400', { tariffIndex: 2 }],
    ['00002400', { tariffIndex: 10 }],
    ['0000C000', { distributorIndex: 4 }],
    ['00010000', { clockDegraded: true }],
    ['00020000', { standardMode: true }],
    ['00040000', {}],
    ['00080000', { euridis: 'on' }],
    ['00180000', { euridis: 'secured' }],
    ['00200000', { plc: 'locked' }],
    ['00400000', { plc: 'registered' }],
    ['00800000', { plcSynchronised: true }],
    ['01000000', { tempoToday: 'blue' }],
    ['02000000', { tempoToday: 'white' }],
    ['03000000', { tempoToday: 'red' }],
    ['04000000', { tempoTomorrow: 'blue' }],
    ['08000000', { tempoTomorrow: 'white' }],
    ['0C000000', { tempoTomorrow: 'red' }],
    ['10000000', { peakNotice: 1 }],
    ['20000000', { peakNotice: 2 }],
    ['30000000', { peakNotice: 3 }],
    ['40000000', { peakRunning: 1 }],
    ['80000000', { peakRunning: 2 }],
    ['C0000000', { peakRunning: 3 }],
  ])('%s', (hex, words) => expect(readStge(hex)).toEqual({ ...ZERO, ...words }));
});

test.each([
  ['0000000E', 'breaker'],
  ['00100000', 'euridis'],
  ['00600000', 'plc'],
])('a value that the specification reserves is absent: %s, %s', (hex, field) => {
  expect(readStge(hex)).toMatchObject({ [field]: undefined });
});

test('no field reads a bit of another one', () => {
  expect(readStge('F5A40C00')).toEqual({
    ...ZERO,
    tariffIndex: 4,
    plc: 'locked',
    plcSynchronised: true,
    tempoToday: 'blue',
    tempoTomorrow: 'blue',
    peakNotice: 3,
    peakRunning: 3,
  });
});
