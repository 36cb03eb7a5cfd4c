import { describe, expect, test } from 'vitest';
import type { Journal, JournalOptions } from '../../src/journal/journal.ts';
import { DAY_MS, MINUTE_MS } from '../../testbed/support/time.ts';
import { newsInWords, overInWords, troubleInWords } from '../../testbed/support/troubles.ts';
import { readingAt } from './reading-at.ts';
import { createScene, powers, type Scene } from './scene.ts';

const YEARS_MS = 3 * 365 * DAY_MS;

const isAhead = (waits: boolean) => `warn ${troubleInWords({ part: 'clock', kind: 'ahead', byMs: YEARS_MS, waits })}`;

/** A clock that is three years ahead, and the true time of a meter. */
function sceneAhead(more?: Partial<JournalOptions>) {
  const scene = createScene();
  const meterOffMs = scene.clock.wallMs - scene.clock.nowMs;
  scene.clock.wallMs += YEARS_MS;
  return { scene, meterOffMs, journal: scene.open(more) };
}

/** Takes a Reading of a meter in standard mode, and lets a second pass. */
function takeDated({ clock, pass }: Scene, journal: Journal, apparentPowerVA: number, meterOffMs: number): void {
  journal.take('linky', readingAt(clock.nowMs, { apparentPowerVA, meterClockMs: clock.nowMs + meterOffMs }));
  pass(1_000);
}

describe('a clock that is more than a day ahead of the meter', () => {
  test('is told with the first frame, however rarely something is committed', () => {
    const { scene, journal, meterOffMs } = sceneAhead();
    takeDated(scene, journal, 1, meterOffMs);
    expect(scene.said).toEqual([isAhead(true)]);
  });

  test('dates nothing for five minutes, of no meter, and then does all the same', () => {
    const { scene, journal, meterOffMs } = sceneAhead();
    const noticedAtMs = scene.clock.wallMs;
    takeDated(scene, journal, 1, meterOffMs);
    scene.take(journal, 'other', 7);
    scene.pass(5 * MINUTE_MS - 2_001);
    journal.commit();
    expect(powers(journal)).toEqual([]);
    scene.pass(1);
    journal.commit();
    expect(powers(journal)).toEqual([1, 7]);
    expect(journal.read(0, 9).map(({ atMs }) => atMs)).toContain(noticedAtMs);
    expect(scene.said).toEqual([isAhead(true), isAhead(false)]);
  });

  test('dates everything rightly when it is set back within these minutes, and nothing is said of wrong dates', () => {
    const { scene, journal, meterOffMs } = sceneAhead();
    takeDated(scene, journal, 1, meterOffMs);
    scene.pass(4 * MINUTE_MS);
    journal.commit();
    const trueMs = scene.clock.nowMs + meterOffMs;
    scene.clock.wallMs = trueMs;
    takeDated(scene, journal, 2, meterOffMs);
    expect(journal.read(0, 9).map(({ atMs }) => atMs)).toEqual([trueMs - 4 * MINUTE_MS - 1_000, trueMs]);
    const over = overInWords({ part: 'clock', kind: 'ahead', byMs: YEARS_MS, waits: true });
    expect(scene.said).toEqual([isAhead(true), `info ${over}`]);
  });

  test('is told within half a minute when it jumps ahead while the program runs, and is waited for from then on', () => {
    const scene = createScene();
    const meterOffMs = scene.clock.wallMs - scene.clock.nowMs;
    const journal = scene.open();
    takeDated(scene, journal, 1, meterOffMs);
    journal.commit();
    scene.pass(60 * MINUTE_MS);
    scene.clock.wallMs += YEARS_MS;
    for (let second = 0; second < 30; second += 1) takeDated(scene, journal, 2, meterOffMs);
    expect(scene.said).toEqual([isAhead(true)]);
    scene.pass(4 * MINUTE_MS);
    expect(powers(journal)).toEqual([1]);
    scene.pass(MINUTE_MS);
    expect(powers(journal)).toHaveLength(31);
  });

  test('is waited for anew when it jumps ahead a second time', () => {
    const { scene, journal, meterOffMs } = sceneAhead();
    takeDated(scene, journal, 1, meterOffMs);
    scene.pass(6 * MINUTE_MS);
    expect(powers(journal)).toEqual([1]);
    scene.clock.wallMs = scene.clock.nowMs + meterOffMs;
    takeDated(scene, journal, 2, meterOffMs);
    expect(powers(journal)).toEqual([1, 2]);
    scene.clock.wallMs += YEARS_MS;
    takeDated(scene, journal, 3, meterOffMs);
    expect(powers(journal)).toEqual([1, 2]);
  });

  test('dates all of it before a stop', () => {
    const { scene, journal, meterOffMs } = sceneAhead();
    takeDated(scene, journal, 1, meterOffMs);
    journal.commitLast();
    expect(scene.query('SELECT count FROM block')).toEqual([{ count: 1 }]);
  });

  test('dates a recording at once, whose DATE is any day, and is not blamed', () => {
    const { scene, journal, meterOffMs } = sceneAhead({ recorded: ['linky'] });
    takeDated(scene, journal, 1, meterOffMs);
    expect(powers(journal)).toEqual([1]);
    expect(scene.said).toEqual([]);
  });
});

/** Takes and commits a Reading in historique each minute, whose index goes on by 10 Wh. */
function live(scene: Scene, journal: Journal, minutes: number): void {
  for (let minute = 0; minute < minutes; minute += 1) {
    const importedWh = 1_000_000 + Math.floor(scene.clock.nowMs / MINUTE_MS) * 10;
    journal.take('linky', readingAt(scene.clock.nowMs, { apparentPowerVA: 600, importedWh }));
    journal.commit();
    scene.pass(MINUTE_MS);
  }
}

describe('historique, where nothing shows a clock that is ahead: it is told', () => {
  const setBack = (days: number, readings: number, fromMs: number, toMs: number, folder: string) =>
    `warn ${newsInWords({ part: 'clock', kind: 'setBack', days, minutes: readings, readings, fromMs, toMs, folder })}`;
  const folderOf = ({ path }: Scene) => path.slice(0, path.lastIndexOf('/'));

  test('once it is set back, with the span of what it has dated wrongly', () => {
    const scene = createScene();
    const journal = scene.open();
    live(scene, journal, 5);
    scene.clock.wallMs += YEARS_MS;
    const fromMs = scene.clock.wallMs;
    live(scene, journal, 10);
    expect(scene.said).toEqual([]);
    const toMs = scene.clock.wallMs;
    scene.clock.wallMs -= YEARS_MS;
    live(scene, journal, 3);
    expect(scene.said).toEqual([setBack(1, 10, fromMs, toMs, folderOf(scene))]);
  });

  test('from when it went ahead, though what it dated first is no longer later than now', () => {
    const scene = createScene();
    const journal = scene.open();
    live(scene, journal, 2);
    scene.clock.wallMs += 3 * DAY_MS;
    const fromMs = scene.clock.wallMs;
    for (let day = 0; day < 4; day += 1) {
      live(scene, journal, 1);
      scene.pass(DAY_MS);
    }
    live(scene, journal, 1);
    const toMs = scene.clock.wallMs;
    scene.clock.wallMs -= 3 * DAY_MS;
    live(scene, journal, 1);
    expect(scene.said).toEqual([setBack(3, 3, fromMs, toMs, folderOf(scene))]);
  });

  test('also when nothing of it is on disk yet, since it may have been sent', () => {
    const scene = createScene();
    scene.clock.wallMs += YEARS_MS;
    const fromMs = scene.clock.wallMs;
    const journal = scene.open();
    for (let nth = 0; nth < 3; nth += 1) {
      scene.take(journal, 'linky', 600);
      expect(journal.read(nth, 9)).toHaveLength(1);
    }
    const toMs = scene.clock.wallMs;
    scene.clock.wallMs -= YEARS_MS;
    live(scene, journal, 3);
    const told = { days: 1, minutes: 1, readings: 3, fromMs, toMs: fromMs + MINUTE_MS - 1 };
    expect(toMs).toBeLessThan(told.toMs);
    expect(scene.said).toEqual([
      `warn ${newsInWords({ part: 'clock', kind: 'setBack', ...told, folder: folderOf(scene) })}`,
    ]);
  });

  test('with what is on disk and what is not yet', () => {
    const scene = createScene();
    const journal = scene.open();
    scene.clock.wallMs += YEARS_MS;
    const fromMs = scene.clock.wallMs;
    live(scene, journal, 10);
    scene.take(journal, 'linky', 600);
    expect(journal.read(0, 99)).toHaveLength(11);
    scene.clock.wallMs -= YEARS_MS;
    live(scene, journal, 3);
    expect(scene.said).toEqual([setBack(1, 11, fromMs, fromMs + 11 * MINUTE_MS - 1, folderOf(scene))]);
  });

  test('not when it is set back by less than a day', () => {
    const scene = createScene();
    const journal = scene.open();
    live(scene, journal, 5);
    scene.clock.wallMs -= DAY_MS - MINUTE_MS;
    live(scene, journal, 5);
    expect(scene.said).toEqual([]);
  });

  test('after a start with a clock that was set back meanwhile, once network time would have come', () => {
    const scene = createScene();
    scene.clock.wallMs += YEARS_MS;
    const fromMs = scene.clock.wallMs;
    const first = scene.open();
    live(scene, first, 10);
    first.close();
    scene.clock.wallMs -= YEARS_MS;
    const second = scene.open();
    live(scene, second, 5);
    expect(scene.said).toEqual([]);
    live(scene, second, 1);
    expect(scene.said).toEqual([setBack(1, 10, fromMs, fromMs + 10 * MINUTE_MS - 1, folderOf(scene))]);
    live(scene, second, 10);
    second.close();
    live(scene, scene.open(), 10);
    expect(scene.said).toHaveLength(1);
  });

  test('not when a clock that was late at the start is set meanwhile', () => {
    const scene = createScene();
    const first = scene.open();
    live(scene, first, 10);
    first.close();
    scene.clock.wallMs -= 2 * DAY_MS;
    const second = scene.open();
    live(scene, second, 3);
    scene.clock.wallMs += 2 * DAY_MS;
    live(scene, second, 10);
    expect(scene.said).toEqual([]);
  });
});
