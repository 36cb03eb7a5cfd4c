import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyFolderOf, JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { type Journal, openJournal } from '../../src/journal/journal.ts';
import { seededRandom } from '../../src/source/demo/seeded-random.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { troublesIn } from '../support/troubles.ts';
import type { Sight } from './house.ts';
import { wallClock } from './wall-clock.ts';

const { en } = textsIn;

/** A journal is committed after at most so many frames, mostly after fewer; the real one is every 30 s. */
const MOST_IN_COMMIT = 1_000;
const PARTS = ['', '-wal'];

/** How the plugin ended between two frames, if it did. */
export type Ending = 'stop' | 'kill' | undefined;

/** The clock of the plugin stands still from frame to frame. */
interface Clock {
  nowMs: number;
}

/**
 * Writes what was seen, by time, into the journal of a storage folder, as the plugin would have done, which commits now and
 * then.
 * @param keep is called with all that a kill did not take away, by time
 */
export function writeYears(
  storage: string,
  sights: Iterable<Sight>,
  keep: (sight: Sight) => void,
  endingBefore: (sight: Sight) => Ending = monthlyEnding(),
): void {
  const path = join(storage, JOURNAL_FILE);
  const random = seededRandom(99);
  const clock: Clock = { nowMs: 0 };
  let journal: Journal | undefined;
  let pending: Sight[] = [];
  let left = 0;
  for (const sight of sights) {
    clock.nowMs = sight.atMs;
    const ending = endingBefore(sight);
    if (ending === 'stop') stop();
    if (ending === 'kill') kill();
    journal ??= open(path, clock);
    journal.take(sight.meter, sight.reading);
    pending.push(sight);
    left -= 1;
    if (left < 0) commit(journal);
  }
  stop();

  function commit(to: Journal): void {
    to.setDelivered(to.end);
    to.commit();
    kept();
    left = Math.floor(random() ** 2 * MOST_IN_COMMIT);
  }

  function stop(): void {
    journal?.close();
    journal = undefined;
    kept();
  }

  function kill(): void {
    if (journal) closeAsIfKilled(journal, path);
    journal = undefined;
    pending = [];
  }

  function kept(): void {
    for (const sight of pending) keep(sight);
    pending = [];
  }
}

/** The plugin starts anew each month; in June it was killed. */
function monthlyEnding(): (sight: Sight) => Ending {
  let month = '';
  return ({ atMs }) => {
    const before = month;
    month = wallClock(atMs).date.slice(5, 7);
    if (month === before) return undefined;
    return month === '06' ? 'kill' : 'stop';
  };
}

/** Leaves the files as they were before the stop: a kill leaves the same. */
function closeAsIfKilled(journal: Journal, path: string): void {
  const files = [...PARTS.map((part) => path + part), copyFolderOf(path)];
  const there = files.filter((file) => existsSync(file));
  for (const file of there) cpSync(file, `${file}.killed`, { recursive: true, preserveTimestamps: true });
  journal.close();
  for (const file of files) rmSync(file, { recursive: true, force: true });
  for (const file of there) renameSync(`${file}.killed`, file);
}

function open(path: string, clock: Clock): Journal {
  return openJournal({
    path,
    config: { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes: 256 },
    mirrored: true,
    reports: troublesIn({ debug() {}, info() {}, warn: refuse, error: refuse }),
    texts: en.journal,
    now: () => clock.nowMs,
    wall: () => clock.nowMs,
    builtAtMs: 0,
  });
}

function refuse(text: string): never {
  throw new Error(text);
}

/** The sights of several houses, by time. */
export function* byTime(lives: readonly Iterator<Sight, void>[]): Generator<Sight, void> {
  const heads = lives.map((life) => ({ life, next: life.next() }));
  for (;;) {
    let first: (typeof heads)[number] | undefined;
    for (const head of heads) {
      if (head.next.done) continue;
      if (first === undefined || first.next.done || head.next.value.atMs < first.next.value.atMs) first = head;
    }
    if (first === undefined || first.next.done) return;
    yield first.next.value;
    first.next = first.life.next();
  }
}
