import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hoursText } from '../../src/contract/date-hours.ts';
import { type HoursChangeMemory, hoursChangeAfter } from '../../src/contract/hours-change.ts';

/** Two spans whose edges are more than five minutes from those of any other number. */
function hoursOf(number: number): { readonly from: number; readonly to: number }[] {
  return [
    { from: number * 10, to: number * 10 + 300 },
    { from: 700 + number * 10, to: 880 + number * 10 },
  ];
}

/** Weeks of a contract: how many days each set of hours lasts, by number, and the numbers of a weekend's own hours. */
const contracts = fc.record({
  first: fc.integer({ min: 20_000, max: 20_006 }),
  chapters: fc
    .array(fc.record({ days: fc.integer({ min: 7, max: 20 }), number: fc.integer({ min: 0, max: 5 }) }), {
      minLength: 1,
      maxLength: 5,
    })
    .filter((all) => all.every(({ number }, nth) => number !== all[nth + 1]?.number)),
  hasWeekends: fc.boolean(),
  /** By how many minutes the first edge of each date may be misread. */
  off: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 5 }),
  restarts: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
});

test('each change that a meter reports is news once, and nothing else is, whatever restarts there are', () => {
  fc.assert(
    fc.property(contracts, ({ first, chapters, hasWeekends, off, restarts }) => {
      const dates = chapters.flatMap(({ days, number }) => Array.from({ length: days }, () => number));
      let memory: HoursChangeMemory = {};
      const said = dates.flatMap((number, nth) => {
        const day = first + nth;
        // 1970-01-01 was a Thursday.
        const isOwn = hasWeekends && [2, 3].includes(day % 7);
        const [night, midday] = hoursOf(isOwn ? 40 : number);
        if (!night || !midday) throw new Error('No hours');
        const offPeak = [{ ...night, to: night.to + (off[nth % off.length] ?? 0) }, midday];
        const after = hoursChangeAfter(memory, { day, offPeak }, true);
        ({ memory } = restarts[nth % restarts.length] ? JSON.parse(JSON.stringify(after)) : after);
        return after.news ? [after.news] : [];
      });
      const names = (text: string) =>
        chapters.find(({ number }) => text.startsWith(hoursText(hoursOf(number)).slice(0, 6)))?.number;
      const expected = chapters.slice(1).map(({ number }, nth) => [chapters[nth]?.number, number]);
      expect(said.map(({ before, offPeak }) => [names(before), names(offPeak)])).toEqual(expected);
    }),
  );
});
