import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type Journal, openJournal } from '../../src/journal/journal.ts';
import { JOURNAL_FILE } from '../../src/settings.ts';
import { seededRandom } from '../../src/source/demo/seeded-random.ts';
import { en } from '../../src/texts/en/texts.ts';
import type { Sight } from './house.ts';
import { wallClock } from './wall-clock.ts';

/** A journal is committed after at most so many frames; the real one is every 30 s. */
const MOST_IN_COMMIT = 300;
const PARTS = ['', '-wal'];

/** A year is written with the clocks at each frame's time, and no clock goes on meanwhile. */
interface Pen {
  nowMs: number;
  journal: Journal;
}

/**
 * Writes what was seen, by time, into the journal of a storage folder, as the plugin would have done: it commits now and
 * then, starts anew each month, and is killed once a year.
 * @param keep is called with all that a kill did not take away, by time
 */
export function writeYears(storage: string, sights: Iterable<Sight>, keep: (sight: Sight) => void): void {
  const path = join(storage, JOURNAL_FILE);
  const random = seededRandom(99);
  const pen: Pen = { nowMs: 0, journal: undefined as unknown as Journal };
  let pending: Sight[] = [];
  let left = 0;
  let month = '';
  for (const sight of sights) {
    pen.nowMs = sight.atMs;
    const thisMonth = wallClock(sight.atMs).date.slice(0, 7);
    if (thisMonth !== month) {
      if (month !== '') startAnew(thisMonth.endsWith('-06'));
      else pen.journal = open(path, pen);
      month = thisMonth;
    }
    pen.journal.take(sight.meter, sight.reading);
    pending.push(sight);
    left -= 1;
    if (left < 0) commit();
  }
  stop();

  function commit(): void {
    pen.journal.setDelivered(pen.journal.end);
    pen.journal.commit();
    for (const sight of pending) keep(sight);
    pending = [];
    left = Math.floor(random() * MOST_IN_COMMIT);
  }

  function stop(): void {
    pen.journal.close();
    for (const sight of pending) keep(sight);
    pending = [];
  }

  function startAnew(isKill: boolean): void {
    if (isKill) killed(path, pen.journal);
    else stop();
    pending = [];
    pen.journal = open(path, pen);
  }
}

/** Leaves the files as they were before the stop: a kill leaves the same. */
function killed(path: string, journal: Journal): void {
  const there = PARTS.filter((part) => existsSync(path + part));
  for (const part of there) copyFileSync(path + part, `${path}.killed${part}`);
  journal.close();
  for (const part of there) renameSync(`${path}.killed${part}`, path + part);
}

function open(path: string, pen: Pen): Journal {
  return openJournal({
    path,
    config: { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes: 256 },
    mirrored: true,
    log: { debug() {}, info() {}, warn: refuse, error: refuse },
    texts: en.journal,
    now: () => pen.nowMs,
    wall: () => pen.nowMs,
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
