import { expect, test } from 'vitest';
import { type ContractMemory, memoryNote } from '../../src/contract/contract-memory.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openReadOnlyJournal, type ReadOnlyJournal } from '../../src/journal/read-only-journal.ts';
import type { Reading } from '../../src/reading.ts';
import { readingAt } from './reading-at.ts';
import { createScene, type Scene } from './scene.ts';

const ADDRESS = '041976000456';
const BLUE = { EASF03: { name: 'HP BLEU', offPeak: false } };
const BLUE_AND_RED = { ...BLUE, EASF08: { name: 'HP ROUGE', offPeak: false } };

function note(journal: Journal, memory: ContractMemory): void {
  journal.setNote(memoryNote('linky'), JSON.stringify(memory));
  journal.commit();
}

/** A reading in standard mode in which EASF03 is in use. */
function take({ clock }: Scene, journal: Journal, registers: Reading['registers'], periods = {}): void {
  const importedWh = Object.values(registers).reduce((sum, wh) => sum + wh, 0);
  const frame = { ...readingAt(0).frame, mode: 'standard' as const, address: ADDRESS };
  const said = { tariff: 'HP BLEU', tariffIndex: 3, calendar: { periods } };
  journal.take('linky', readingAt(clock.nowMs, { frame, registers, importedWh, ...said }));
  journal.commit();
}

function read<T>({ path }: Scene, of: (journal: ReadOnlyJournal) => T): T {
  using reader = openReadOnlyJournal(path);
  return of(reader);
}

const periods = (scene: Scene) => read(scene, (journal) => journal.periodOfRegister('linky'));

test('what each register counts is known as soon as it is noted, before the first day is over', () => {
  const scene = createScene();
  const journal = scene.open();
  take(scene, journal, { EASF03: 1_000, EASF08: 0 }, BLUE);
  expect(periods(scene)).toEqual({});
  note(journal, { address: ADDRESS, periods: BLUE });
  expect(periods(scene)).toEqual({ EASF03: 'HP BLEU' });
});

test('what was noted after the newest day was written is newer', () => {
  const scene = createScene();
  const first = scene.open();
  take(scene, first, { EASF03: 1_000, EASF08: 0 }, { EASF03: { name: 'HP' }, EASF01: { name: 'HC' } });
  first.close();
  expect(periods(scene)).toEqual({ EASF03: 'HP', EASF01: 'HC' });
  note(scene.open(), { address: ADDRESS, periods: BLUE_AND_RED });
  expect(periods(scene)).toEqual({ EASF03: 'HP BLEU', EASF01: 'HC', EASF08: 'HP ROUGE' });
});

test('another meter that is noted has its own registers', () => {
  const scene = createScene();
  const first = scene.open();
  take(scene, first, { EASF03: 1_000, EASF08: 0 }, BLUE);
  first.close();
  const second = scene.open();
  note(second, { address: '061976000001' });
  expect(periods(scene)).toEqual({ EASF03: 'HP BLEU' });
  note(second, { address: '061976000001', periods: { EASF01: { name: 'BASE' } } });
  expect(periods(scene)).toEqual({ EASF01: 'BASE' });
});

test('a note that makes no sense is none', () => {
  const scene = createScene();
  const journal = scene.open();
  take(scene, journal, { EASF03: 1_000, EASF08: 0 }, BLUE);
  journal.close();
  const second = scene.open();
  second.setNote(memoryNote('linky'), '{"address":5,"periods":[');
  second.commit();
  expect(periods(scene)).toEqual({ EASF03: 'HP BLEU' });
});

test('energy of a day that had no period gets the one that is noted', () => {
  const scene = createScene();
  const first = scene.open();
  take(scene, first, { EASF03: 1_000, EASF08: 0 }, BLUE);
  scene.pass(3 * 86_400_000);
  take(scene, first, { EASF03: 1_100, EASF08: 5_000 }, BLUE);
  first.close();
  const energy = () => read(scene, (journal) => journal.days('linky', 0, 40_000).at(-1)?.energyWhByTariff);
  expect(energy()).toEqual({ 'HP BLEU': 100 });
  const second = scene.open();
  note(second, { address: '061976000001', periods: BLUE_AND_RED });
  expect(energy()).toEqual({ 'HP BLEU': 100 });
  note(second, { address: ADDRESS, periods: BLUE_AND_RED });
  expect(energy()).toEqual({ 'HP BLEU': 100, 'HP ROUGE': 5_000 });
});
