import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TicMode } from '../../../src/reading.ts';
import { answerTo } from '../../../src/writer/thread/answers.ts';
import { temporaryFolder } from '../../../testbed/support/temporary-folder.ts';
import { readingAt } from '../../journal/reading-at.ts';
import { createScene } from '../../journal/scene.ts';

function journalOf() {
  const scene = createScene();
  const journal = scene.open();
  const take = (meter: string, mode: TicMode) => {
    journal.take(meter, readingAt(scene.clock.nowMs, { frame: { ...readingAt(0).frame, mode } }));
    scene.pass(1_000);
  };
  return { scene, journal, take };
}

test('the last mode of a meter is that of its newest entry, however many entries of another meter follow', () => {
  const { journal, take } = journalOf();
  take('linky', 'historique');
  take('linky', 'standard');
  for (let nth = 0; nth < 500; nth += 1) take('barn', 'historique');
  expect(answerTo({ about: 'lastMode', meter: 'linky' }, journal)).toBe('standard');
  expect(answerTo({ about: 'lastMode', meter: 'barn' }, journal)).toBe('historique');
});

test('the last mode of a meter without an entry is undefined', () => {
  const { journal, take } = journalOf();
  take('barn', 'standard');
  expect(answerTo({ about: 'lastMode', meter: 'linky' }, journal)).toBeUndefined();
});

test('the minutes that are on disk are answered with their time, their count, their mean power and their energy', () => {
  const { scene, journal } = journalOf();
  const question = { about: 'minutes', meter: 'linky', fromMs: 0, toMs: 3e12 } as const;
  const atMs = scene.clock.wallMs;
  scene.take(journal, 'linky', 100, 300);
  expect(answerTo(question, journal)).toEqual([]);
  journal.commit();
  expect(answerTo(question, journal)).toEqual([{ atMs, count: 2, meanVA: 200 }]);
  for (const importedWh of [1_000, 1_003]) journal.take('linky', readingAt(scene.clock.nowMs, { importedWh }));
  journal.commit();
  expect(answerTo(question, journal)).toEqual([{ atMs, count: 2, meanVA: 200, energyWh: 3 }]);
});

test('the latest minutes are answered with the sums of what was drawn and given, and nothing else', () => {
  const { scene, journal } = journalOf();
  const question = { about: 'latestMinutes', meter: 'linky', most: 2 } as const;
  const beganAtMs = scene.clock.wallMs;
  for (const nth of [0, 1, 2]) {
    const drawn = { apparentPowerVA: 100 * nth, importedWh: 500 + nth, tariff: 'HC..' };
    const given = nth < 2 ? {} : { injectedPowerVA: 7, exportedWh: 60 };
    journal.take('linky', readingAt(scene.clock.nowMs, { ...drawn, ...given }));
    scene.pass(60_000);
  }
  journal.commit();
  expect(answerTo(question, journal)).toEqual([
    { atMs: beganAtMs + 60_000, count: 1, meanVA: 100, leastVA: 100, greatestVA: 100, energyWh: 1 },
    {
      ...{ atMs: beganAtMs + 120_000, count: 1, meanVA: 200, leastVA: 200, greatestVA: 200, energyWh: 1 },
      given: { count: 1, meanVA: 7, leastVA: 7, greatestVA: 7, energyWh: 0 },
    },
  ]);
});

test('a note is answered with its text, or without one; not before the database was opened', () => {
  const folder = join(temporaryFolder({ inMemory: true }), 'later');
  const scene = createScene(folder);
  const journal = scene.open();
  const question = { about: 'note', name: 'contract linky' } as const;
  expect(answerTo(question, journal)).toBeUndefined();
  mkdirSync(folder);
  journal.commit();
  expect(answerTo(question, journal)).toEqual({});
  journal.setNote('contract linky', 'BASE');
  expect(answerTo(question, journal)).toEqual({ text: 'BASE' });
});
