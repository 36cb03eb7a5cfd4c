import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stripBlocks } from '../../../homebridge-ui/page/model/hour-strip.ts';
import { joinedHours } from '../../../src/contract/date-hours.ts';

const hours = fc
  .array(fc.tuple(fc.nat(1440), fc.nat(1440)), { maxLength: 6 })
  .map((pairs) => joinedHours(pairs.map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) }))));

test('each minute of the date is in one block, of the kind that its hours are', () => {
  fc.assert(
    fc.property(hours, fc.option(hours), (mobile, known) => {
      const minutes = Array.from({ length: 1440 }, (_, minute) => {
        const isIn = (spans: typeof mobile) => spans.some(({ from, to }) => from <= minute && minute < to);
        if (isIn(mobile)) return 'mobile';
        if (known === null) return 'normal';
        return isIn(known) ? 'offPeak' : 'peak';
      });
      const blocks = stripBlocks(known ?? undefined, mobile);
      expect(blocks.flatMap(({ kind, from, to }) => Array.from({ length: to - from }, () => kind))).toEqual(minutes);
      expect(blocks.map(({ from }) => from)).toEqual([0, ...blocks.slice(0, -1).map(({ to }) => to)]);
    }),
  );
});
