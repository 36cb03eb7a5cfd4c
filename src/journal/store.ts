import { MINUTE_MS } from '../base/paris-time.ts';
import { minuteOf } from '../energy/minute.ts';
import { type BlockRow, createBlocks, packBlock } from './block.ts';
import { withClosedPaths } from './closed-paths.ts';
import { createCounting } from './counting.ts';
import { isAboutContent, isAboutFile, unlessDamaged, unlessFilesFail } from './disk-trouble.ts';
import type { Entry } from './entry.ts';
import { makePrivate, requireWritableLog } from './files.ts';
import { forgetLaterIn } from './forget-later.ts';
import type { ImportOutcome, ImportRecord } from './imports.ts';
import type { JournalLog } from './journal-log.ts';
import { perhapsLate } from './late-clock.ts';
import { firstLater, type Later, laterIn } from './later.ts';
import type { OrderOutcome } from './orders.ts';
import { createMinuteReader, type MinuteReader } from './read-minutes.ts';
import { type MeterLine, readRegisterLines, writeRegisterLines } from './register-lines.ts';
import { createRetention, type Retention } from './retention.ts';
import { prepareSchema } from './schema.ts';
import { agreeAfterImport, agreeWithCopy, forgetDaysInCopy, type SecondCopy } from './second-copy.ts';
import { copyFilesOf } from './second-copy-files.ts';
import { agrees, isCopyBehind, leaveCopyBehind, OWN_NOTES } from './second-copy-note.ts';
import { createSizeLimit, type FileLimits, type SizeLimit } from './size-limit.ts';
import { loadSqlite, transact } from './sqlite.ts';
import { createStoredImports, type StoredImports } from './stored-imports.ts';
import type { Taken } from './take-from-copy.ts';

/** The journal on disk: its tables. Every method may throw what SQLite throws. */
export interface Store extends Retention, SizeLimit, StoredImports, MinuteReader {
  /** The position of the oldest entry; absent if there is none. */
  readonly begin: number | undefined;
  /** The position after the newest entry; absent if there is none. */
  readonly end: number | undefined;
  /** The wall time of the latest entry in the newest block; absent if there is none. */
  readonly newestMs: number | undefined;
  /** The position up to which Readings had been delivered at the last commit; absent if there was none. */
  readonly delivered: number | undefined;
  /** The notes by their names. */
  readonly notes: ReadonlyMap<string, string>;
  /** The history of the registers of all meters, oldest first. */
  readonly registerLines: readonly MeterLine[];
  /**
   * Adds successive entries in one transaction: as a block and to their minutes and days, together with the delivered position and `kept`.
   */
  commit(entries: readonly Entry[], delivered: number, kept?: Kept): void;
  /** Writes the delivered position and `kept` if there is no entry to commit. */
  save(delivered: number, kept?: Kept): void;
  /** At most `most` entries, oldest first, from position `from` on, or from the oldest that is left. */
  entries(from: number, most: number): readonly Entry[];
  /** Whether a stored entry of this meter has this wall time. */
  holds(meter: string, atMs: number): boolean;
  /** What is later than a time; undefined if there is nothing. */
  later(nowMs: number): Later | undefined;
  /**
   * Deletes everything later than a time, from the second copy as well: all of it or nothing, whenever the process is killed.
   * @param isSure also if the clock may be late
   */
  forgetLater(nowMs: number, isSure?: boolean): OrderOutcome;
  /** Whether a day was closed, or the imports or the registers changed, since the second copy was written. */
  readonly isCopyBehind: boolean;
  /** Brings the second copy up to date and takes from it what only it has, unless both agree. */
  agreeWithCopy(): void;
  close(): void;
}

/** What is written together with entries. */
export interface Kept {
  /** The texts by their names. */
  readonly notes: ReadonlyMap<string, string>;
  /** The history of registers. */
  readonly lines: readonly MeterLine[];
}

/** The share of the room that imports may take. Minutes may take half of it, and days and blocks need some as well. */
const IMPORTS_SHARE = 1 / 4;

const NOTHING_KEPT: Kept = { notes: new Map(), lines: [] };

/** What the store reports. */
export type StoreLog = Pick<JournalLog, 'unreadable' | 'copied' | 'notCopied' | 'takenFromCopy'>;

/**
 * Opens the store at `path`, with everything in its second copy, if there is one. Creates the store if it does not exist.
 * @param alive is called again and again during long work
 * @throws what SQLite or the system throws, or a JournalError if it is not a journal of this version
 */
export function openStore(path: string, limits: FileLimits, given: StoreLog, alive: () => void): Store {
  const log: StoreLog = { ...given, notCopied: (error) => given.notCopied(withClosedPaths(error, path)) };
  const { DatabaseSync } = loadSqlite();
  makePrivate(path);
  requireWritableLog(path);
  const db = new DatabaseSync(path);
  try {
    prepareSchema(db);
    const copy = { db, files: copyFilesOf(path), alive };
    // Before anything is counted: the days of the copy may show where the indexes stood.
    agree(copy, log, 'opening');
    return storeIn(path, limits, log, copy);
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Makes the database and its second copy agree, if they do not. If the disk fails, that is logged. But at the opening it throws if the
 * database could not take what it lacks: what was counted before would not fit the days of the copy, and an import could get the number of
 * another.
 * @returns whether the database has taken anything
 */
function agree(copy: SecondCopy, log: StoreLog, when?: 'opening'): boolean {
  let taken: Taken | undefined;
  try {
    if (!agrees(copy.db, copy.files)) {
      agreeWithCopy(copy, (now) => {
        taken = now;
        log.takenFromCopy(now);
      });
    }
    log.copied();
  } catch (error) {
    const isLacking = when === 'opening' && !taken && !isAboutFile(error);
    if (isLacking || isAboutContent(error)) throw error;
    log.notCopied(error);
  }
  return taken !== undefined && taken.days + taken.imports > 0;
}

/** Writes the changes of an import to a second copy that agreed before. If that fails, it is tried again within the hour. */
function agreeAgain(copy: SecondCopy, log: StoreLog, added: ImportRecord | undefined): void {
  try {
    agreeAfterImport(copy, added);
    log.copied();
  } catch (error) {
    if (isAboutContent(error)) throw error;
    log.notCopied(error);
  }
}

function storeIn(path: string, limits: FileLimits, log: StoreLog, copy: SecondCopy): Store {
  const { db } = copy;
  const blocks = createBlocks(db, log.unreadable);
  const oldest = db.prepare('SELECT position FROM block ORDER BY position LIMIT 1');
  const newest = db.prepare('SELECT position, count, last_ms, delivered FROM block ORDER BY position DESC LIMIT 1');
  const counting = createCounting(db);
  const insert = db.prepare('INSERT INTO block VALUES (?, ?, ?, ?, ?, ?)');
  const updateDelivered = db.prepare(
    'UPDATE block SET delivered = ? WHERE position = (SELECT max(position) FROM block)',
  );
  const lastMinute = db.prepare('SELECT max(minute) AS minute FROM minute').get()?.['minute'];
  /** No stored entry has a later wall time, so `holds` need not search for one. */
  let latestMs = lastMinute == null ? Number.NEGATIVE_INFINITY : (Number(lastMinute) + 1) * MINUTE_MS;

  /** The wall times in the minute that was searched last, by meter: all frames of a burst search the same minute. */
  const lastSearched = new Map<string, { readonly minute: number; readonly times: ReadonlySet<number> }>();

  function timesIn(meter: string, minute: number): ReadonlySet<number> {
    const last = lastSearched.get(meter);
    if (last?.minute === minute) return last.times;
    const times = blocks.timesIn(meter, minute);
    lastSearched.set(meter, { minute, times });
    return times;
  }

  const imports = createStoredImports(db, (limits.maxBytes - limits.overheadBytes) * IMPORTS_SHARE, copy.files);

  /**
   * Changes the imports, and then the second copy. If both agreed before, only the change is written. If damage is found elsewhere, it is
   * left to the next commit, since the change itself is done.
   */
  function importing(change: () => ImportOutcome): ImportOutcome {
    const didAgree = unlessFilesFail(() => agrees(db, copy.files)) ?? false;
    const outcome = change();
    if (outcome.kind !== 'imported' && outcome.kind !== 'undone') return outcome;
    const added = outcome.kind === 'imported' ? outcome.record : undefined;
    unlessDamaged(() => (didAgree ? agreeAgain(copy, log, added) : agree(copy, log)));
    return outcome;
  }

  function writeKept({ notes, lines }: Kept): void {
    if (lines.length > 0) {
      writeRegisterLines(db, lines);
      leaveCopyBehind(db);
    }
    if (notes.size === 0) return;
    const write = db.prepare('INSERT OR REPLACE INTO note VALUES (?, ?)');
    for (const [name, text] of notes) write.run(name, text);
  }

  return {
    ...createRetention(db, counting),
    ...createSizeLimit(db, path, limits, counting),
    ...createMinuteReader(db),
    addImport: (given, atMs) => importing(() => imports.addImport(given, atMs)),
    undoImport: (meter, id) => importing(() => imports.undoImport(meter, id)),
    later: (nowMs) => laterIn(db, nowMs),
    forgetLater(nowMs, isSure = false) {
      // Afterwards, both have what only one of the two had, or both have forgotten it.
      if (agree(copy, log)) counting.forget();
      const later = laterIn(db, nowMs);
      if (!later) return { kind: 'nothingLater' };
      const doubt = isSure ? undefined : perhapsLate(db, nowMs);
      if (doubt) return { kind: 'perhapsLate', ...doubt };
      forgetDaysInCopy(copy, firstLater(nowMs).day);
      counting.inTransaction(() => {
        forgetLaterIn(db, nowMs);
        leaveCopyBehind(db);
      });
      counting.forget();
      blocks.forget();
      lastSearched.clear();
      // Now even the loss of the write-ahead log cannot bring it back.
      unlessDamaged(() => db.exec('PRAGMA wal_checkpoint(PASSIVE)'));
      unlessDamaged(() => agree(copy, log));
      return { kind: 'forgotten', ...later };
    },
    agreeWithCopy() {
      // The days that the copy has contributed may show where the indexes stand.
      if (agree(copy, log)) counting.forget();
    },
    get isCopyBehind() {
      return isCopyBehind(db);
    },
    get begin() {
      return (oldest.get() as Pick<BlockRow, 'position'> | undefined)?.position;
    },
    get end() {
      const block = newest.get() as unknown as BlockRow | undefined;
      return block && block.position + block.count;
    },
    get newestMs() {
      return (newest.get() as unknown as BlockRow | undefined)?.last_ms;
    },
    get delivered() {
      return (newest.get() as unknown as BlockRow | undefined)?.delivered;
    },
    get notes() {
      return new Map(
        db
          .prepare(`SELECT name, text FROM ${OWN_NOTES}`)
          .all()
          .map(({ name, text }) => [String(name), String(text)]),
      );
    },
    get registerLines() {
      return readRegisterLines(db);
    },
    commit(entries, delivered, kept = NOTHING_KEPT) {
      const first = entries[0];
      if (first === undefined) return;
      const times = entries.map(({ atMs }) => atMs);
      const [firstMs, lastMs] = [Math.min(...times), Math.max(...times)];
      const end = first.position + entries.length;
      counting.inTransaction(() => {
        insert.run(first.position, entries.length, firstMs, lastMs, Math.min(delivered, end), packBlock(entries));
        writeKept(kept);
        counting.add(entries, first.position);
      });
      // SQLite keeps the pages that commits use in memory. It releases them here, so that the next commit reads the files and notices
      // damage.
      db.exec('PRAGMA shrink_memory');
      latestMs = Math.max(latestMs, lastMs);
      lastSearched.clear();
    },
    save(delivered, kept = NOTHING_KEPT) {
      transact(db, () => {
        updateDelivered.run(delivered);
        writeKept(kept);
      });
    },
    entries: blocks.entries,
    holds: (meter, atMs) => atMs <= latestMs && timesIn(meter, minuteOf(atMs)).has(atMs),
    close: () => db.close(),
  };
}
