import { expect, test } from 'vitest';
import { clockTrust, patienceFor } from '../../src/journal/clock-trust.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { builtAtMs } from './scene.ts';

const right = builtAtMs + 1;

test.each([
  ['in 1970, no meter clock', 0, 0, undefined, 'unset'],
  ['in 1970, for an hour', 0, 60 * MINUTE_MS, undefined, 'unset'],
  ['at the build itself', builtAtMs, 0, undefined, 'unset'],
  ['before the build, whatever the meter says', builtAtMs, 60 * MINUTE_MS, 60 * MINUTE_MS, 'unset'],
  ['after the build, no meter clock', right, 0, undefined, 'trusted'],
  ['after the build, the meter agrees', right, 0, 0, 'trusted'],
  ['the meter is two minutes ahead', right, 0, 2 * MINUTE_MS, 'trusted'],
  ['the meter is more than two minutes ahead', right, 0, 2 * MINUTE_MS + 1, 'behind'],
  ['the meter is hours behind', right, 0, -180 * MINUTE_MS, 'trusted'],
  ['the meter is a day behind', right, 60 * MINUTE_MS, -1_440 * MINUTE_MS, 'trusted'],
  ['the meter is more than a day behind', right, 0, -1_440 * MINUTE_MS - 1, 'ahead'],
  ['the meter is ahead, just under five minutes', right, 5 * MINUTE_MS - 1, 10 * MINUTE_MS, 'behind'],
  ['the meter is ahead, after five minutes', right, 5 * MINUTE_MS, 10 * MINUTE_MS, 'disputed'],
] as const)('the clock %s', (_, wallMs, openForMs, meterAheadByMs, kind) => {
  expect(clockTrust({ wallMs, builtAtMs, openForMs, patienceMs: 5 * MINUTE_MS, meterAheadByMs }).kind).toBe(kind);
});

test.each([
  ['is noticed', 0, true],
  ['has been seen for just under five minutes', 5 * MINUTE_MS - 1, true],
  ['has been seen for five minutes', 5 * MINUTE_MS, false],
] as const)('a clock that is more than a day ahead lets Readings wait when it %s: %s', (_, aheadForMs, waits) => {
  const evidence = { wallMs: right, builtAtMs, openForMs: 60 * MINUTE_MS, patienceMs: 5 * MINUTE_MS, aheadForMs };
  const byMs = 1_441 * MINUTE_MS;
  expect(clockTrust({ ...evidence, meterAheadByMs: -byMs })).toEqual({ kind: 'ahead', byMs, waits });
});

test('a disputed clock has the difference', () => {
  const evidence = {
    wallMs: right,
    builtAtMs,
    openForMs: MINUTE_MS,
    patienceMs: MINUTE_MS,
    meterAheadByMs: 63 * MINUTE_MS,
  };
  expect(clockTrust(evidence)).toEqual({ kind: 'disputed', byMs: 63 * MINUTE_MS });
});

test.each([
  ['nothing is stored', right, undefined, 5 * MINUTE_MS],
  ['the clock is earlier than the newest entry', right, right + 1, 5 * MINUTE_MS],
  ['the clock equals the newest entry', right, right, 5 * MINUTE_MS],
  ['the clock is later than the newest entry', right + 1, right, MINUTE_MS],
] as const)('for how long a meter that is ahead is believed when %s', (_, wallMs, newestMs, ms) => {
  expect(patienceFor(wallMs, newestMs)).toBe(ms);
});
