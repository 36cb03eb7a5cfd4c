import { expect, test } from 'vitest';
import type { Fault } from '../../src/tic/fault.ts';
import { LineQuality } from '../../src/tic/quality.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';

const GOOD = { kind: 'good' };

/** The change of quality after each minute, which is given as `accepted+refused`. */
function verdictsOn(minutes: string): string {
  const quality = new LineQuality();
  const judge = (minute: string, n: number) => {
    const [accepted = 0, refused = 0] = minute.split('+').map(Number);
    return quality.count(accepted, Array<Fault>(refused).fill({ kind: 'parity' }), n * MINUTE_MS)?.kind ?? '-';
  };
  return `${minutes} 0+0`.split(' ').map(judge).slice(1).join(' ');
}

test.each([
  ['100+0', '-', 'a clean line is no news'],
  ['95+5', '-', '5 % is none yet'],
  ['94+6', 'poor', 'more is'],
  ['0+20', 'poor', 'all is'],
  ['10+9', '-', 'too few groups to judge'],
  ['94+6 50+50 94+6', 'poor - -', 'it is said once'],
  ['94+6 97+3 39+1', 'poor - -', 'not good again at half the share'],
  ['94+6 98+2 98+2', 'poor good -', 'good again below, said once'],
  ['94+6 19+0 0+0', 'poor - -', 'too few groups to be good again'],
  ['94+6 99+1 90+10', 'poor good poor', 'and poor again'],
])('minutes of %s groups, accepted + refused: %s (%s)', (minutes, verdicts) => {
  expect(verdictsOn(minutes)).toBe(verdicts);
});

test('a minute ends with the first bytes after it, which count for the next one', () => {
  const quality = new LineQuality();
  const faults = Array<Fault>(10).fill({ kind: 'checksum', computed: 'A', received: 'B' });
  expect(quality.count(50, faults, 1000)).toBeUndefined();
  expect(quality.count(50, faults, 60_999)).toBeUndefined();
  expect(quality.count(100, [], 61_000)).toEqual({ kind: 'poor', share: 20 / 120, mostly: 'checksum' });
  expect(quality.count(0, [], 121_000)).toEqual(GOOD);
});

test('the most frequent reason is reported', () => {
  const quality = new LineQuality();
  quality.count(20, [{ kind: 'malformed' }, { kind: 'parity' }, { kind: 'parity' }, { kind: 'overlong' }], 0);
  expect(quality.count(0, [], MINUTE_MS)).toMatchObject({ kind: 'poor', mostly: 'parity' });
});

test('faults of whole frames do not count as refused groups', () => {
  const quality = new LineQuality();
  const frameFaults = ['interrupted', 'cut', 'unaddressed', 'endless'] as const;
  quality.count(20, [...frameFaults.map((kind) => ({ kind })), { kind: 'merged', label: 'PAPP' }], 0);
  expect(quality.count(0, [], MINUTE_MS)).toBeUndefined();
});

test('accepted groups are counted from the start', () => {
  const quality = new LineQuality();
  quality.count(20, [{ kind: 'parity' }], 0);
  quality.count(3, [], 10 * MINUTE_MS);
  expect(quality.accepted).toBe(23);
});

test('every kind of fault is counted from the start', () => {
  const quality = new LineQuality();
  expect(quality.faults).toEqual({});
  quality.count(0, [{ kind: 'cut' }, { kind: 'parity' }], 0);
  quality.count(0, [{ kind: 'cut' }, { kind: 'form', data: 'X' }], 10 * MINUTE_MS);
  expect(quality.faults).toEqual({ cut: 2, parity: 1, form: 1 });
});
