import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TicMode } from '../../../src/reading/reading.ts';
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

test.each(['minutes', 'latestMinutes'] as const)('%s are answered as they are on disk', (about) => {
  const { scene, journal } = journalOf();
  const question = { about, meter: 'linky', fromMs: 0, toMs: 3e12, most: 9 } as const;
  expect(answerTo(question, journal)).toEqual([]);
  const atMs = scene.clock.wallMs;
  for (const importedWh of [500, 503]) {
    const more = { importedWh, registers: { BASE: importedWh }, injectedPowerVA: 7, exportedWh: 60 };
    journal.take('linky', readingAt(scene.clock.nowMs, { apparentPowerVA: importedWh, ...more }));
    scene.pass(1_000);
  }
  expect(answerTo(question, journal)).toEqual([]);
  journal.commit();
  expect(answerTo(question, journal)).toEqual([
    {
      ...{ atMs, count: 2, meanVA: 501.5, leastVA: 500, greatestVA: 503, importedWh: 503 },
      ...{ energyWh: 3, energyWhByRegister: { BASE: 3 }, told: { identity: 'historique 021728123456 BASE' } },
      given: { count: 2, meanVA: 7, leastVA: 7, greatestVA: 7, energyWh: 0, exportedWh: 60 },
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

test('the history of the registers is answered with its lines; not before the database was opened', () => {
  const folder = join(temporaryFolder({ inMemory: true }), 'later');
  const journal = createScene(folder).open();
  const question = { about: 'registerLines', meter: 'linky' } as const;
  expect(answerTo(question, journal)).toBeUndefined();
  mkdirSync(folder);
  journal.commit();
  expect(answerTo(question, journal)).toEqual([]);
  const line = { address: '041976000456', register: 'EASF01', sinceMs: 1_000, period: 'HC', offPeak: true } as const;
  journal.keepRegisterLine('linky', line);
  expect(answerTo(question, journal)).toEqual([line]);
});
