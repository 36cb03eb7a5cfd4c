import { join } from 'node:path';
import { JOURNAL_FILE } from '../src/base/plugin-names.ts';
import { memoryNote, noteOf } from '../src/contract/contract-memory.ts';
import { openJournal } from '../src/journal/journal.ts';
import type { Reading } from '../src/reading/reading.ts';
import { textsIn } from '../src/texts/texts.ts';
import type { KeptContract } from './contract-memory.ts';
import { NO_REPORTS } from './support/troubles.ts';

const { en } = textsIn;

/** How many Readings go into one block. */
const COMMIT_EVERY = 500;

/** A Reading, with its time and the slug of its meter. */
export interface TimedReading {
  readonly meter: string;
  readonly atMs: number;
  readonly reading: Reading;
}

/**
 * Writes these Readings into the journal of a storage folder, as the plugin would have done at their times. They must
 * be ordered by time.
 * @param waiting how many of the newest Readings InfluxDB does not have yet
 * @param contracts what is kept of the contracts, by meter
 */
export function writeHistory(
  storage: string,
  moments: Iterable<TimedReading>,
  waiting = Number.POSITIVE_INFINITY,
  contracts: { readonly [meter: string]: KeptContract } = {},
): void {
  let nowMs = 0;
  const journal = openJournal({
    path: join(storage, JOURNAL_FILE),
    config: { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes: 256 },
    mirrored: false,
    reports: NO_REPORTS,
    texts: en.journal,
    now: () => nowMs,
    wall: () => nowMs,
    builtAtMs: 0,
  });
  let taken = 0;
  for (const { meter, atMs, reading } of moments) {
    nowMs = atMs;
    journal.take(meter, { ...reading, monotonicMs: atMs });
    taken += 1;
    if (taken % COMMIT_EVERY === 0) {
      deliver();
      journal.commit();
    }
  }
  for (const [meter, { memory, lines }] of Object.entries(contracts)) {
    journal.setNote(memoryNote(meter), noteOf(memory));
    for (const line of lines) journal.keepRegisterLine(meter, line);
  }
  deliver();
  journal.close();

  function deliver(): void {
    journal.setDelivered(Math.max(0, journal.end - waiting));
  }
}
