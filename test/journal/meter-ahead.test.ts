import { describe, expect, test } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { newsInWords } from '../../testbed/support/troubles.ts';
import { readingAt } from './reading-at.ts';
import { createScene, powers, type Scene } from './scene.ts';

/** Takes a Reading of a meter whose clock is ten minutes ahead of this machine's. */
function takeAhead({ clock, pass }: Scene, journal: Journal, apparentPowerVA: number, meter = 'ahead'): void {
  journal.take(meter, readingAt(clock.nowMs, { apparentPowerVA, meterClockMs: clock.wallMs + 10 * MINUTE_MS }));
  pass(1_000);
}

describe('a meter that is ahead', () => {
  test('loses no Reading at an orderly stop', () => {
    const scene = createScene();
    const first = scene.open();
    for (const power of [1, 2, 3]) takeAhead(scene, first, power);
    first.commit();
    expect(powers(first)).toEqual([]);
    first.close();
    expect(powers(scene.open())).toEqual([1, 2, 3]);
    expect(scene.said).toEqual([`warn ${newsInWords({ part: 'clock', kind: 'disputed', byMs: 10 * MINUTE_MS })}`]);
  });

  test('has its Readings on disk with the last commit, and the later ones, too', () => {
    const scene = createScene();
    const journal = scene.open();
    takeAhead(scene, journal, 1);
    journal.commitLast();
    expect(scene.query('SELECT count FROM block')).toEqual([{ count: 1 }]);
    takeAhead(scene, journal, 2);
    journal.close();
    expect(scene.query('SELECT count FROM block')).toEqual([{ count: 1 }, { count: 1 }]);
  });

  test('loses its Readings at a stop when the clock is not set at all', () => {
    const scene = createScene();
    scene.clock.wallMs = 40_000;
    const journal = scene.open();
    takeAhead(scene, journal, 1);
    journal.close();
    expect(scene.said).toEqual([`warn ${newsInWords({ part: 'history', kind: 'unwritten', count: 1 })}`]);
  });

  test('makes the Readings of another meter wait that came after its own: all leave memory in the order of arrival', () => {
    const scene = createScene();
    const journal = scene.open();
    takeAhead(scene, journal, 1);
    scene.take(journal, 'other', 10);
    takeAhead(scene, journal, 2);
    scene.take(journal, 'other', 20);
    journal.commit();
    expect(powers(journal)).toEqual([]);
    expect([journal.begin, journal.end]).toEqual([0, 4]);
    scene.pass(5 * MINUTE_MS);
    journal.commit();
    expect(powers(journal)).toEqual([1, 10, 2, 20]);
    expect(journal.read(0, 9).map(({ position }) => position)).toEqual([0, 1, 2, 3]);
  });

  test('does not have its Readings wait again once the clock was disputed', () => {
    const scene = createScene();
    const journal = scene.open();
    takeAhead(scene, journal, 1);
    scene.pass(5 * MINUTE_MS);
    journal.commit();
    for (const meter of ['ahead', 'new']) takeAhead(scene, journal, 2, meter);
    expect(powers(journal)).toEqual([1, 2, 2]);
  });
});

describe('after a restart', () => {
  test('with a clock that is later than all entries, a meter that is ahead is believed for a minute', () => {
    const scene = createScene();
    const first = scene.open();
    scene.take(first, 'ahead', 1);
    first.close();
    const second = scene.open();
    takeAhead(scene, second, 2);
    scene.pass(MINUTE_MS - 1_001);
    expect(powers(second)).toEqual([1]);
    scene.pass(1);
    expect(powers(second)).toEqual([1, 2]);
  });

  test('with a clock that is earlier than the newest entry, it is believed for five minutes', () => {
    const scene = createScene();
    const first = scene.open();
    scene.take(first, 'ahead', 1);
    first.close();
    scene.clock.wallMs -= 60 * MINUTE_MS;
    const second = scene.open();
    takeAhead(scene, second, 2);
    scene.pass(5 * MINUTE_MS - 1_001);
    expect(powers(second)).toEqual([1]);
    scene.pass(1);
    expect(powers(second)).toEqual([1, 2]);
  });
});
