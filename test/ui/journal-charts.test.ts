import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { thisMachine } from '../../src/doctor/machine.ts';
import type { Minute } from '../../src/energy/minute.ts';
import type { ReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import { powerCurve, readJournal } from '../../src/ui/journal-charts.ts';
import { type PageAnswers, pageAnswers } from '../../src/ui/page-answers.ts';
import type { CurveSpan } from '../../src/ui/protocol.ts';
import { HOUR_MS, MINUTE_MS } from '../../testbed/support/time.ts';
import { createScene, queryDatabase, type Scene } from '../journal/scene.ts';

const SPANS = ['hour', 'day', 'week'] as const satisfies readonly CurveSpan[];

/** The page's server on the journal of a scene, at the scene's time. */
function answersIn({ path, clock }: Scene): PageAnswers {
  const machine = thisMachine();
  return pageAnswers({ ...machine, clock: { ...machine.clock, wall: () => clock.wallMs } }, dirname(path));
}

describe('before there is a journal', () => {
  test('there are no meters and no columns', async () => {
    const answers = answersIn(createScene());
    expect(await answers['/meters']({ language: 'fr' })).toEqual([]);
    const curve = await answers['/curve']({ language: 'fr', meter: 'linky', span: 'hour' });
    expect(curve).toMatchObject({ atMs: [], meanVA: [], leastVA: [], greatestVA: [], stepMs: MINUTE_MS });
    expect(curve.toMs - curve.fromMs).toBe(HOUR_MS);
  });
});

describe('a curve', () => {
  test('has the mean, least and greatest power of each step, and null for a step without readings', async () => {
    const scene = createScene();
    const journal = scene.open();
    scene.take(journal, 'linky', 100, 200, 600);
    scene.pass(2 * MINUTE_MS);
    scene.take(journal, 'linky', 50);
    journal.commit();
    const curve = await answersIn(scene)['/curve']({ language: 'fr', meter: 'linky', span: 'hour' });
    expect(curve.meanVA.slice(-4)).toEqual([null, 300, null, 50]);
    expect(curve.leastVA.slice(-4)).toEqual([null, 100, null, 50]);
    expect(curve.greatestVA.slice(-4)).toEqual([null, 600, null, 50]);
    expect(curve.atMs.at(-1)).toBe(Date.UTC(2026, 6, 28, 10, 2));
  });

  test('weights minutes by their numbers of readings', () => {
    const minutes = [minuteAt(0, 100, 1), minuteAt(1, 400, 2)];
    const { meanVA } = powerCurve(journalOf(minutes), 'linky', 'day', MINUTE_MS);
    expect(meanVA.at(-1)).toBe(300);
  });

  test('names the first minute of each step in which power was read', () => {
    const minutes = [minuteAt(3, 100), minuteAt(4, 100), { atMs: 5 * MINUTE_MS, count: 9 }, minuteAt(7, 100)];
    const curve = powerCurve(journalOf(minutes), 'linky', 'day', 14 * MINUTE_MS);
    expect(curve.atMs.slice(-3)).toEqual([0, 5 * MINUTE_MS, 10 * MINUTE_MS]);
    expect(curve.firstReadMs.slice(-3)).toEqual([3 * MINUTE_MS, 7 * MINUTE_MS, null]);
  });

  test('contains only the requested meter', async () => {
    const scene = createScene();
    const journal = scene.open();
    scene.take(journal, 'barn', 100);
    journal.commit();
    const answers = answersIn(scene);
    expect(await answers['/meters']({ language: 'fr' })).toEqual(['barn']);
    expect((await answers['/curve']({ language: 'fr', meter: 'linky', span: 'day' })).atMs).toEqual([]);
  });

  test.each(SPANS)('of a %s has columns of equal length, 700 at most, in aligned steps up to now', (span) => {
    fc.assert(
      fc.property(fc.integer({ min: 1e12, max: 4e12 }), (nowMs) => {
        const curve = powerCurve(journalOf([minuteAt(Math.floor(nowMs / MINUTE_MS), 100)]), 'linky', span, nowMs);
        const { atMs, stepMs, fromMs, toMs } = curve;
        expect(atMs.length).toBeLessThanOrEqual(700);
        expect([curve.meanVA.length, curve.leastVA.length, curve.greatestVA.length]).toEqual(
          Array(3).fill(atMs.length),
        );
        expect(atMs).toEqual(atMs.map((_, step) => fromMs + step * stepMs));
        expect(fromMs % stepMs).toBe(0);
        expect(toMs).toBe(fromMs + atMs.length * stepMs);
        expect(toMs - nowMs).toSatisfy((ahead: number) => ahead > 0 && ahead <= stepMs);
        expect(curve.meanVA.at(-1)).toBe(100);
      }),
    );
  });

  test.each(SPANS)('of a %s loses no minute and no extreme', (span) => {
    const nowMs = Date.UTC(2026, 6, 28, 10, 7, 31);
    const last = Math.floor(nowMs / MINUTE_MS);
    const minutes = fc.array(fc.tuple(fc.integer({ min: last - 50, max: last }), fc.nat(9_000), fc.nat(9_000)), {
      minLength: 1,
    });
    fc.assert(
      fc.property(minutes, (given) => {
        const all = given.map(([minute, a, b]) => ({
          ...minuteAt(minute, (a + b) / 2),
          leastVA: Math.min(a, b),
          greatestVA: Math.max(a, b),
        }));
        const curve = powerCurve(journalOf(all), 'linky', span, nowMs);
        const known = (column: readonly (number | null)[]) => column.filter((value) => value !== null);
        expect(Math.max(...known(curve.greatestVA))).toBe(Math.max(...all.map(({ greatestVA }) => greatestVA)));
        expect(Math.min(...known(curve.leastVA))).toBe(Math.min(...all.map(({ leastVA }) => leastVA)));
      }),
    );
  });
});

describe('a journal that cannot be read is explained:', () => {
  test('it is of another version', async () => {
    const scene = createScene();
    scene.open().close();
    queryDatabase(scene.path, 'PRAGMA user_version = 7');
    await expect(answersIn(scene)['/meters']({ language: 'fr' })).rejects.toThrow(/autre version de cette extension/);
  });

  test('it is damaged', async () => {
    const scene = createScene();
    writeFileSync(scene.path, 'x'.repeat(10_000));
    await expect(answersIn(scene)['/curve']({ language: 'en', meter: 'linky', span: 'day' })).rejects.toThrow(
      /The local history is damaged/,
    );
  });

  test('for any other reason, with the error of the system', async () => {
    const machine = {
      ...thisMachine(),
      async openReadOnlyJournal() {
        throw new Error('so it is');
      },
    };
    const { path } = createScene();
    writeFileSync(path, '');
    await expect(readJournal(dirname(path), machine, 'en', () => [])).rejects.toThrow('cannot be read (so it is)');
  });
});

test('the journal is closed again, even when reading it fails', async () => {
  let open = 0;
  const archive = {
    [Symbol.dispose]() {
      open -= 1;
    },
  } as ReadOnlyJournal;
  const machine = {
    ...thisMachine(),
    async openReadOnlyJournal() {
      open += 1;
      return archive;
    },
  };
  const { path } = createScene();
  writeFileSync(path, '');
  const read = (reader: () => string) => readJournal(dirname(path), machine, 'en', reader);
  expect(await read(() => `open: ${open}`)).toBe('open: 1');
  await expect(
    read(() => {
      throw new Error('no');
    }),
  ).rejects.toThrow();
  expect(open).toBe(0);
});

function minuteAt(minute: number, meanVA: number, count = 60): Minute {
  return { atMs: minute * MINUTE_MS, count, meanVA, leastVA: meanVA, greatestVA: meanVA };
}

function journalOf(minutes: readonly Minute[]): ReadOnlyJournal {
  const within = (_: string, fromMs: number, toMs: number) =>
    minutes.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  return { minutes: within } as unknown as ReadOnlyJournal;
}
