import { describe, expect, test } from 'vitest';
import { readStge } from '../../src/tic/stge.ts';

/** The fields of 00000000. Each test below says what its bits change in them. */
const ZERO = {
  dryContact: 'closed',
  overload: false,
  isGiving: false,
  tariffIndex: 1,
};
const CONSUMER = { ...ZERO, dryContact: 'open' };

describe('registers of real meters', () => {
  test.each([
    ['003A0001', 'a plain consumer', {}],
    ['003A0301', 'a producer that injects', { isGiving: true }],
    ['013AC401', 'Tempo, blue today', { tempoToday: 'blue', tariffIndex: 2 }],
    ['833AD501', 'Tempo, red today, PM2 running', { tempoToday: 'red', tariffIndex: 6, peakRunning: 2 }],
  ])('%s: %s', (hex, _, words) => expect(readStge(hex)).toEqual({ ...CONSUMER, ...words }));
});

describe('each field alone', () => {
  test.each([
    ['00000000', {}],
    ['00FF017E', {}],
    ['00000001', { dryContact: 'open' }],
    ['00000080', { overload: true }],
    ['00000200', { isGiving: true }],
    ['00000400', { tariffIndex: 2 }],
    ['00002400', { tariffIndex: 10 }],
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

test('no field reads a bit of another one', () => {
  expect(readStge('F5A40C00')).toEqual({
    ...ZERO,
    tariffIndex: 4,

    tempoToday: 'blue',
    tempoTomorrow: 'blue',
    peakNotice: 3,
    peakRunning: 3,
  });
});
