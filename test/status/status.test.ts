import { expect, test } from 'vitest';
import { createStatusBoard } from '../../src/status/status.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { readingWith, SOME_MS } from '../../testbed/support/readings.ts';

const METERS = [
  { slug: 'maison', name: 'Maison', port: '/dev/ttyUSB0', staleAfter: 20 },
  { slug: 'atelier', name: 'Atelier', port: 'tcp://h:1', staleAfter: 30 },
];

test('the age of a Reading does not change when the wall clock is set', () => {
  const clock = fakeClock({ nowMs: 5_000, wallMs: SOME_MS });
  const board = createStatusBoard(METERS, clock);
  board.take('maison', { ...readingWith(), monotonicMs: 1_000 });
  clock.stepWall(-100_000_000_000);
  expect(board.status.meters[0]).toMatchObject({ atMs: SOME_MS - 4_000, ageMs: 4_000 });
});

test('without an InfluxDB the status has no mirror', () => {
  expect(createStatusBoard(METERS, fakeClock()).status.mirror).toBeUndefined();
});
