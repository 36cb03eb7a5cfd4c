import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acknowledged, type Cursor, cursorAt, positionOnDisk, startingAt, wentBack } from '../../src/influx/cursor.ts';
import { runs } from '../../testbed/support/generated.ts';

/** Ten Readings are acknowledged every ten seconds, from the cursor on, the last at `toS`. */
function afterAcknowledgements(cursor: Cursor, fromS: number, toS: number): Cursor {
  let after = cursor;
  for (let atS = fromS; atS <= toS; atS += 10)
    after = acknowledged(after, { from: after.next, to: after.next + 10 }, atS * 1_000);
  return after;
}

describe('after a failure the cursor goes back', () => {
  test('over what was acknowledged in the minute before the last acknowledgement, whenever the failure comes', () => {
    const cursor = afterAcknowledgements(cursorAt(0), 0, 100);
    for (const nowS of [100, 109, 9_999]) expect(wentBack(cursor, nowS * 1_000).next).toBe(40);
  });

  test('over all of it where less was acknowledged', () =>
    expect(wentBack(afterAcknowledgements(cursorAt(7), 0, 20), 25_000).next).toBe(7));

  test('not at all where nothing was acknowledged since it last went back', () => {
    const back = wentBack(afterAcknowledgements(cursorAt(0), 0, 100), 105_000);
    expect(wentBack(back, 110_000)).toBe(back);
  });

  test.each([
    ['ten seconds at least', 5, 10],
    ['half the time since it last went back', 60, 30],
    ['a minute at most', 500, 60],
  ])('over %s', (_, sinceS, overS) => {
    const back = wentBack(afterAcknowledgements(cursorAt(0), 0, 0), 1_000);
    let cursor = back;
    for (let ms = 0; ms <= sinceS * 1_000; ms += 500)
      cursor = acknowledged(cursor, { from: cursor.next, to: cursor.next + 1 }, 1_001 + ms);
    const after = wentBack(cursor, 1_001 + sinceS * 1_000);
    expect(cursor.next - after.next).toBe(Math.min(sinceS, overS) * 2 + 1);
  });

  test('and forward again with each acknowledgement, while the furthest position stays', () => {
    const back = wentBack(afterAcknowledgements(cursorAt(0), 0, 100), 105_000);
    const after = acknowledged(back, { from: 40, to: 60 }, 106_000);
    expect(after).toMatchObject({ next: 60, furthest: 110 });
  });
});

test('a server that fails every half minute is sent more and more all the same', () => {
  let cursor = cursorAt(0);
  for (let atS = 0; atS < 600; atS += 1) {
    if (atS % 30 === 29) cursor = wentBack(cursor, atS * 1_000);
    else cursor = acknowledged(cursor, { from: cursor.next, to: cursor.next + 1 }, atS * 1_000);
  }
  expect(cursor.next).toBeGreaterThan(200);
});

test.each([
  ['idle connection is cut off before each poll', 1],
  ['sixth request fails', 6],
])(
  'a server that keeps what it acknowledges, and of which each %s, gets everything, each Reading six times at most',
  (_, each) => {
    let [cursor, sent] = [cursorAt(0), 0];
    for (let request = 1; request <= 6_000 && cursor.furthest < 1_000; request += 1) {
      const { next } = cursor;
      cursor = acknowledged(cursor, { from: next, to: next + 1 }, request * 100);
      sent += 1;
      if (request % each === 0) cursor = wentBack(cursor, request * 100 + 50);
    }
    expect(cursor.furthest).toBe(1_000);
    expect(sent).toBeLessThanOrEqual(6_000);
  },
);

test('on disk the position lags a minute of acknowledgements behind', () => {
  const cursor = afterAcknowledgements(cursorAt(0), 0, 100);
  expect(positionOnDisk(cursor)).toBe(40);
  expect(positionOnDisk(wentBack(cursor, 105_000))).toBe(40);
});

test('whatever is acknowledged and fails, the position on disk never goes back, and is never ahead of the cursor', () => {
  const step = fc.record({ fails: fc.boolean(), readings: fc.nat(50), afterMs: fc.nat(90_000) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let [cursor, nowMs, onDisk] = [cursorAt(0), 0, 0];
      for (const { fails, readings, afterMs } of steps) {
        nowMs += afterMs;
        const { next } = cursor;
        cursor = fails ? wentBack(cursor, nowMs) : acknowledged(cursor, { from: next, to: next + readings }, nowMs);
        expect(positionOnDisk(cursor)).toBeGreaterThanOrEqual(onDisk);
        expect(positionOnDisk(cursor)).toBeLessThanOrEqual(cursor.next);
        expect(cursor.furthest).toBeGreaterThanOrEqual(cursor.next);
        onDisk = positionOnDisk(cursor);
      }
    }),
    runs(1_000),
  );
});

test('Readings that have left the journal are passed over', () => {
  const cursor = afterAcknowledgements(cursorAt(0), 0, 20);
  expect(startingAt(cursor, 25)).toMatchObject({ next: 30, furthest: 30 });
  expect(positionOnDisk(startingAt(cursor, 25))).toBe(25);
  expect(startingAt(cursor, 50)).toMatchObject({ next: 50, furthest: 50 });
  expect(wentBack(startingAt(cursor, 25), 30_000).next).toBe(25);
});
