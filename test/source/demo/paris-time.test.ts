import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, parisDay, parisInstant, parisOffsetMs } from '../../../src/source/demo/paris-time.ts';

const HOUR_MS = 3_600_000;

const formatted = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Paris',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** Local time in Paris by Intl, as if it were UTC. */
const localMs = (atMs: number) => Date.parse(`${formatted.format(atMs).replace(' ', 'T')}Z`);

const instants = fc
  .integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2060, 0, 1) / 1000 })
  .map((s) => s * 1000);

describe('French local time', () => {
  test('is the same as that of Intl at any instant', () =>
    fc.assert(
      fc.property(instants, (at) => {
        expect(at + parisOffsetMs(at)).toBe(localMs(at));
      }),
    ));

  test('is the same as that of Intl on both sides of each change of the clocks', () => {
    for (let year = 2000; year < 2060; year += 1) {
      for (let day = 25; day <= 31; day += 1) {
        for (const month of [2, 9]) {
          const change = Date.UTC(year, month, day, 1);
          for (const at of [change - 1000, change]) expect(at + parisOffsetMs(at)).toBe(localMs(at));
        }
      }
    }
  });

  test('gives the date', () =>
    fc.assert(
      fc.property(instants, (at) => {
        expect(parisDay(at)).toBe(Math.floor(localMs(at) / DAY_MS));
      }),
    ));

  test('gives its instant back, except in the hour that comes twice', () =>
    fc.assert(
      fc.property(instants, (at) => {
        const local = localMs(at);
        fc.pre(localMs(at - HOUR_MS) !== local && localMs(at + HOUR_MS) !== local);
        expect(parisInstant(Math.floor(local / DAY_MS), (local % DAY_MS) / 1000)).toBe(at);
      }),
    ));
});
