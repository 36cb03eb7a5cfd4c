import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { type Journal, type JournalOptions, openJournal } from '../../src/journal/journal.ts';
import { OVERHEAD_BYTES } from '../../src/journal/size-limit.ts';
import { loadSqlite } from '../../src/journal/sqlite.ts';
import { textsIn } from '../../src/texts/texts.ts';
import type { TroubleList } from '../../src/trouble/list.ts';
import type { ClosedPaths, DiskTrouble } from '../../src/trouble/trouble.ts';
import { listLog } from '../../testbed/support/log.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { overInWords, troubleInWords, troublesIn } from '../../testbed/support/troubles.ts';
import { readingAt } from './reading-at.ts';

const { en } = textsIn;

export const texts = en.journal;
export const builtAtMs = Date.UTC(2026, 0, 1);

/** What the log says of a journal that cannot be on disk. */
export const cannotWrite = (path: string, kind: DiskTrouble, says = '', closed?: ClosedPaths) =>
  troubleInWords({ part: 'history', kind, path, says, closed });
/** What it says of a journal that a process has the lock of. */
export const sharedWith = (path: string, pid = 0) => `error ${cannotWrite(path, 'shared', `PID ${pid}`)}`;
/** What it says once the journal is on disk again. */
export const WRITTEN_AGAIN = overInWords({ part: 'history', kind: 'failing', path: '', says: '' });

/** What it says once the second copy is written again. */
export const COPIED_AGAIN = overInWords({ part: 'history', kind: 'notCopied', path: '', says: '' });

/** Why an order fails, in words. */
export function diskInWords(kind: DiskTrouble, reason = '', closed?: ClosedPaths): string {
  const { says, cure } = texts.disk({ kind, says: reason, closed });
  return `${says} ${cure}`;
}

/** That there is no folder for the journal at `path`. */
export const noFolderOf = (path: string): ClosedPaths => ({ kind: 'noFolder', path: dirname(path) });

/** Most tests have a journal that is far from its limit. */
const LARGE = { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes: 256 };
const LARGE_OVERHEAD_BYTES = 1.5e6;

export interface Scene {
  /** The path of the database. */
  readonly path: string;
  /** The two clocks, which a test may set; `pass` moves both. */
  readonly clock: { nowMs: number; wallMs: number };
  /** The lines of the log, each after its level. */
  readonly said: readonly string[];
  /** A list of what is wrong, as each process has one. It speaks in that log. */
  troubles(): TroubleList;
  pass(ms: number): void;
  /** Opens the journal, also a second time. It is closed at the end of the test. It commits only when the test calls that. */
  open(more?: Partial<JournalOptions>): Journal;
  /** Takes a Reading of a meter with each of these powers, and lets a second pass after each. */
  take(journal: Journal, meter: string, ...powersVA: number[]): void;
  /** Queries the database, on a connection of its own. */
  query(sql: string): unknown[];
}

/** The surroundings of a journal, for one test: a temporary folder, two clocks that stand still, and a log. */
export function createScene(folder = temporaryFolder({ inMemory: true })): Scene {
  const clock = { nowMs: 5_000, wallMs: Date.UTC(2026, 6, 28, 10, 0, 0) };
  const path = join(folder, 'linky-tic.db');
  const { log, lines: said } = listLog();
  const clocks = { now: () => clock.nowMs, wall: () => clock.wallMs };
  // What a journal reports is over at once, so the list waits for nothing.
  const troubles = () => troublesIn(log, { ...clocks, after: systemClock.after });

  function pass(ms: number): void {
    clock.nowMs += ms;
    clock.wallMs += ms;
  }

  return {
    path,
    clock,
    said,
    troubles,
    pass,
    open(more) {
      const { config = LARGE } = more ?? {};
      const journal = openJournal({
        path,
        config,
        // A small journal may use a quarter of its size for other than rows; with 12 MB nothing would be left for its rows.
        overheadBytes:
          config === LARGE ? LARGE_OVERHEAD_BYTES : Math.min(OVERHEAD_BYTES, (config.maxMegabytes * 1e6) / 4),
        mirrored: true,
        reports: troubles(),
        texts,
        ...clocks,
        builtAtMs,
        ...more,
      });
      onTestFinished(() => journal.close());
      return journal;
    },
    take(journal, meter, ...powersVA) {
      for (const apparentPowerVA of powersVA) {
        journal.take(meter, readingAt(clock.nowMs, { apparentPowerVA }));
        pass(1_000);
      }
    },
    query: (sql) => queryDatabase(path, sql),
  };
}

export function queryDatabase(path: string, sql: string): unknown[] {
  const { DatabaseSync } = loadSqlite();
  const db = new DatabaseSync(path);
  try {
    return db
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  } finally {
    db.close();
  }
}

/** Keeps every other connection from writing to a database, until the function that it returns is called. */
export function lockDatabase(path: string): () => void {
  const { DatabaseSync } = loadSqlite();
  const db = new DatabaseSync(path);
  onTestFinished(() => {
    if (db.isOpen) db.close();
  });
  db.exec('BEGIN IMMEDIATE');
  return () => {
    if (db.isOpen) db.close();
  };
}

/** The powers of the entries from position `from` on. */
export const powers = (journal: Journal, from = 0, most = 1_000) =>
  journal.read(from, most).map(({ reading }) => reading.apparentPowerVA);

/** Takes and commits this many Readings that each take about 3 kB, one a second. */
export function takeLarge({ clock, pass }: Scene, journal: Journal, count: number, afterEach = () => {}): void {
  for (let nth = 0; nth < count; nth += 1) {
    const labels = { NOISE: noise(nth) };
    journal.take('linky', readingAt(clock.nowMs, { frame: { ...readingAt(0).frame, labels } }));
    journal.commit();
    afterEach();
    pass(1_000);
  }
}

/** A text of this many characters that can hardly be compressed, the same for the same seed. */
export function noise(seed: number, characters = 3_000): string {
  const begin = (seed * characters) % (NOISE.length - characters);
  return NOISE.slice(begin, begin + characters);
}

/** All noise is cut out of this text, since it takes a while to make. */
const NOISE = madeNoise(100_000);

function madeNoise(characters: number): string {
  const bytes = Buffer.alloc(characters);
  let state = 1;
  for (let nth = 0; nth < characters; nth += 1) {
    state = (state * 48_271) % 2_147_483_647;
    bytes[nth] = 33 + (state % 90);
  }
  return bytes.toString('latin1');
}
