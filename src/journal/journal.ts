import type { Minute } from '../energy/minute.ts';
import type { RegisterLine } from '../reading/periods.ts';
import type { Reading } from '../reading/reading.ts';
import type { Texts } from '../texts/texts.ts';
import type { Reports } from '../trouble/news.ts';
import { type CommitOptions, createCommits } from './commit.ts';
import { type ClockOrigin, type Clocks, createDating } from './dating.ts';
import type { Entry } from './entry.ts';
import { carryOut } from './import-work.ts';
import type { NewImport } from './imports.ts';
import { createJournalLog } from './journal-log.ts';
import { endOfToday, withUnwritten } from './later.ts';
import { createNotes } from './notes.ts';
import type { JournalOrder, OrderOutcome } from './orders.ts';
import { createRegisterLines } from './register-lines.ts';
import { OVERHEAD_BYTES } from './size-limit.ts';
import type { Store } from './store.ts';
import { createStoreAccess } from './store-access.ts';
import { createUnwritten, renumber } from './unwritten.ts';

/** More than five hours of a meter that sends a frame per second. */
const MOST_IN_MEMORY = 20_000;

export interface JournalOptions extends CommitOptions, Clocks {
  /** The database file. Its folder is not created. */
  readonly path: string;
  /** How much of `maxMegabytes` the database itself may not use: 12 MB, except in tests of a small journal. */
  readonly overheadBytes?: number;
  readonly reports: Reports;
  readonly texts: Texts['journal'];
  /** The slugs of the meters whose source is a recording: their DATE is not the present time. */
  readonly recorded?: readonly string[];
  /** The origin by which the previous journal dated its Readings; this one continues with it. */
  readonly origin?: ClockOrigin;
}

/**
 * The local history: every Reading, dated, on disk. None of its methods throws. While the disk does not work, the Readings are kept in
 * memory, and each commit tries the disk again.
 */
export interface Journal {
  /** Adds a Reading of a meter, by its slug. */
  take(meter: string, reading: Reading): void;
  /**
   * At most `most` entries, oldest first, from position `from` on, or from the oldest that is left, committed or not. Readings that wait
   * for the clock to be set are not included.
   */
  read(from: number, most: number): readonly Entry[];
  /** The position of the oldest entry. */
  readonly begin: number;
  /** The position after the newest entry. */
  readonly end: number;
  /** How many Readings are only in memory. */
  readonly inMemory: number;
  /**
   * Incremented each time the database is opened: from then on positions may refer to other Readings, and `delivered` may differ. A reader
   * compares it before each batch and before `setDelivered`. If it has changed, the reader starts again at `delivered`.
   */
  readonly epoch: number;
  /** The mirror, which sends the journal to InfluxDB, has delivered everything before this position. */
  readonly delivered: number;
  /** Sets the position up to which Readings were delivered. It is on disk with the next commit. */
  setDelivered(position: number): void;
  /** The short text that is kept under a name, also over restarts; undefined if there is none. */
  note(name: string): string | undefined;
  /** Keeps a short text under a name. It is on disk with the next commit. */
  setNote(name: string, text: string): void;
  /** The history of a meter's registers, oldest first, on disk or not yet; undefined until the database is opened for the first time. */
  registerLines(meter: string): readonly RegisterLine[] | undefined;
  /** Adds a line to the history of a meter's registers: see `RegisterLines`. It is on disk with the next commit. */
  keepRegisterLine(meter: string, line: RegisterLine): void;
  /**
   * The committed minutes of a meter that begin in [fromMs, toMs), oldest first, none later than today; undefined while the disk does not
   * work.
   */
  minutes(meter: string, fromMs: number, toMs: number): readonly Minute[] | undefined;
  /**
   * The newest committed minutes of a meter that are not later than today, at most `most`, oldest first (see `latest-rows.ts`);
   * undefined while the disk does not work.
   */
  latestMinutes(meter: string, most: number): readonly Minute[] | undefined;
  /** Keeps the content of a file about a meter, in one transaction: all of it or nothing. */
  addImport(given: NewImport): OrderOutcome;
  /** Undoes an import of a meter, in one transaction. */
  undoImport(meter: string, id: number): OrderOutcome;
  /**
   * Deletes everything later than now, in one transaction, unless it is doubtful what time it is.
   * @param isSure the caller has checked the clock: it is not late, although the history continues past now
   */
  forgetLater(isSure?: boolean): OrderOutcome;
  /** Writes everything that is not on disk yet. The journal does so by itself every `commitSeconds`. */
  commit(): void;
  /** Writes at most one block of what is not on disk yet. */
  commitBlock(): void;
  /**
   * Writes everything that is not on disk yet before a stop, without waiting for a meter's clock. Readings can still be taken afterwards.
   */
  commitLast(): void;
  /** Commits for the last time and closes. */
  close(): void;
}

/** Opens the journal, whatever state the disk is in. */
export function openJournal(options: JournalOptions): Journal {
  const { path, config } = options;
  const log = createJournalLog(options.reports, path, options.mirrored);
  const limits = { maxBytes: config.maxMegabytes * 1e6, overheadBytes: options.overheadBytes ?? OVERHEAD_BYTES };
  const storeAccess = createStoreAccess(path, limits, options, log, adopt, options);
  const unwritten = createUnwritten(MOST_IN_MEMORY);
  const notes = createNotes();
  const lines = createRegisterLines();
  let wasOpen = false;
  let isClosed = false;
  let epoch = 0;
  let delivered = 0;
  const newestMs = storeAccess.attempt((store) => store.newestMs);
  const isUsed = (meter: string, ms: number) => unwritten.holds(meter, ms) || isStored(meter, ms);
  const later = (ms: number) => {
    const stored = storeAccess.whileOpen((store) => store.later(ms));
    return withUnwritten(stored, unwritten.from(unwritten.begin, MOST_IN_MEMORY), ms);
  };
  const recorded = new Set(options.recorded);
  const dating = createDating(options, log, { isUsed, later, newestMs, recorded }, options.origin);
  const commits = createCommits(
    { storeAccess, unwritten, notes, lines, dating, log, delivered: () => delivered },
    options,
  );
  commits.commit();
  const timer = setInterval(commits.commit, config.commitSeconds * 1_000).unref();

  /**
   * Takes over the store that was just opened. A disk that was unavailable in the meantime may hold Readings that were never delivered:
   * delivery then goes back to the position on that disk.
   */
  function adopt(store: Store): void {
    renumber(store, unwritten, wasOpen);
    notes.adopt(store.notes);
    lines.adopt(store.registerLines);
    const known = store.delivered ?? delivered;
    delivered = wasOpen ? Math.min(known, delivered) : known;
    wasOpen = true;
    epoch += 1;
  }

  function carryOutUnlessClosed(order: JournalOrder): OrderOutcome {
    if (isClosed) return { kind: 'failed', says: options.texts.closed };
    return carryOut(storeAccess, order, options.wall(), options.texts).outcome;
  }

  function isStored(meter: string, ms: number): boolean {
    return storeAccess.whileOpen((store) => store.holds(meter, ms)) ?? false;
  }

  return {
    take(meter, reading) {
      if (isClosed) return;
      dating.note(meter, reading);
      unwritten.push(meter, reading);
      if (unwritten.dropped === 1) log.memoryFull(MOST_IN_MEMORY);
    },
    read(from, most) {
      const stored = from < unwritten.begin ? (storeAccess.whileOpen((store) => store.entries(from, most)) ?? []) : [];
      if (stored.length >= most) return stored;
      dating.date(unwritten);
      return [...stored, ...unwritten.from(from, most - stored.length)];
    },
    get begin() {
      return storeAccess.whileOpen((store) => store.begin) ?? unwritten.begin;
    },
    get end() {
      return unwritten.end;
    },
    get inMemory() {
      return unwritten.end - unwritten.begin;
    },
    get epoch() {
      return epoch;
    },
    get delivered() {
      return delivered;
    },
    setDelivered(position) {
      delivered = Math.min(position, unwritten.end);
    },
    note: notes.get,
    setNote: notes.set,
    registerLines: (meter) => (wasOpen ? lines.of(meter) : undefined),
    keepRegisterLine: lines.keep,
    addImport: (given) => carryOutUnlessClosed({ kind: 'import', import: given }),
    undoImport: (meter, id) => carryOutUnlessClosed({ kind: 'undo', meter, id }),
    forgetLater(isSure = false) {
      if (!dating.knowsNow()) return { kind: 'failed', says: options.texts.clockUnsure };
      if (!isClosed) commits.commit();
      return carryOutUnlessClosed({ kind: 'forget', isSure });
    },
    latestMinutes: (meter, most) =>
      storeAccess.whileOpen((store) => store.latestMinutes(meter, most, endOfToday(options))),
    minutes: (meter, fromMs, toMs) =>
      storeAccess.whileOpen((store) => store.minutes(meter, fromMs, Math.min(toMs, endOfToday(options)))),
    commit() {
      if (!isClosed) commits.commit();
    },
    commitBlock() {
      if (!isClosed) commits.commitBlock();
    },
    commitLast() {
      if (!isClosed) commits.commitLast();
    },
    close() {
      if (isClosed) return;
      clearInterval(timer);
      commits.commitLast();
      isClosed = true;
      storeAccess.close();
      log.closed(unwritten.end - unwritten.begin);
    },
  };
}
