import type { Minute } from '../energy/minute.ts';
import type { RegisterLine } from '../periods.ts';
import type { Reading } from '../reading.ts';
import type { Texts } from '../texts/texts.ts';
import type { Reports } from '../trouble-news.ts';
import { type CommitOptions, createCommits, type DeliveredUpTo } from './commit.ts';
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

/** More than five hours of a meter that sends a frame a second. */
const MOST_IN_MEMORY = 20_000;
/** The note that says that deliveries cannot be verified: see `setDelivered`. */
const UNVERIFIED = 'delivery-unverified';

export interface JournalOptions extends CommitOptions, Clocks {
  /** The database file. Its folder is not made. */
  readonly path: string;
  /** How much of `maxMegabytes` the database itself may not use: 18 MB, except in tests of a small journal. */
  readonly overheadBytes?: number;
  readonly reports: Reports;
  readonly texts: Texts['journal'];
  /** The slugs of the meters whose source is a recording: what they say is the time is not. */
  readonly recorded?: readonly string[];
  /** The origin by which the journal before this one dated its Readings; this one goes on from it. */
  readonly origin?: ClockOrigin;
}

/**
 * The local history: every Reading, dated, on disk. None of its methods throws. While the disk does not work the
 * Readings are kept in memory, and each commit tries the disk again.
 */
export interface Journal {
  /** Adds a Reading of a meter, by its slug. */
  take(meter: string, reading: Reading): void;
  /**
   * At most `most` entries from position `from` on, or from the oldest that is left, oldest first, committed or not.
   * Readings that wait for the clock to be set are not among them.
   */
  read(from: number, most: number): readonly Entry[];
  /** The position of the oldest entry. */
  readonly begin: number;
  /** The position after the newest entry. */
  readonly end: number;
  /** How many Readings are in memory only. */
  readonly inMemory: number;
  /**
   * Goes up each time that the database is opened: from then on positions may stand for other Readings, and `delivered`
   * may differ. A reader compares it before each batch and before `setDelivered`, and when it has changed starts at
   * `delivered`.
   */
  readonly epoch: number;
  /** Everything before this position was delivered by the mirror, which sends the journal to InfluxDB. */
  readonly delivered: number;
  /**
   * Sets the position up to which Readings were delivered. It is on disk with the next commit. With `isVerified` false
   * the database accepts what it is sent and cannot be read: then a block is deleted only for want of room, not for its
   * age. That holds over a restart, until it is set to true.
   */
  setDelivered(position: number, isVerified?: boolean): void;
  /** The short text under a name, which outlives a restart; undefined when there is none. */
  note(name: string): string | undefined;
  /** Keeps a short text under a name. It is on disk with the next commit. */
  setNote(name: string, text: string): void;
  /**
   * The history of the registers of a meter, oldest first, on disk or not yet; undefined before the database was opened for the first
   * time.
   */
  registerLines(meter: string): readonly RegisterLine[] | undefined;
  /** Adds a line to the history of the registers of a meter: see `RegisterLines`. It is on disk with the next commit. */
  keepRegisterLine(meter: string, line: RegisterLine): void;
  /**
   * The committed minutes of a meter that begin in [fromMs, toMs), oldest first, none of them later than today; undefined while the
   * disk does not work.
   */
  minutes(meter: string, fromMs: number, toMs: number): readonly Minute[] | undefined;
  /**
   * The newest committed minutes of a meter that are not later than today, at most `most`, oldest first (see `latest-rows.ts`);
   * undefined while the disk does not work.
   */
  latestMinutes(meter: string, most: number): readonly Minute[] | undefined;
  /** Keeps what a file tells of a meter, in one transaction: all of it or nothing. */
  addImport(given: NewImport): OrderOutcome;
  /** Takes an import of a meter back, in one transaction. */
  undoImport(meter: string, id: number): OrderOutcome;
  /**
   * Deletes what is later than now, in one transaction, unless it is doubtful what now is.
   * @param isSure whoever asks has looked at the clock: it is not late, though the history goes on past now
   */
  forgetLater(isSure?: boolean): OrderOutcome;
  /** Writes what is not on disk yet. The journal does so by itself every `commitSeconds`. */
  commit(): void;
  /** Writes one block of it at most. */
  commitBlock(): void;
  /**
   * Writes what is not on disk yet before a stop, with no wait for a meter's clock. Readings can still be taken
   * afterwards.
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
    { storeAccess, unwritten, notes, lines, dating, log, delivered: deliveredUpTo },
    options,
  );
  commits.commit();
  const timer = setInterval(commits.commit, config.commitSeconds * 1_000).unref();

  /**
   * Takes over the store that was just opened. A disk that was away meanwhile may hold Readings that were never
   * delivered: then delivery goes back to the position on that disk.
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

  function deliveredUpTo(): DeliveredUpTo {
    return { position: delivered, isVerified: notes.get(UNVERIFIED) !== 'yes' };
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
    setDelivered(position, isVerified = true) {
      delivered = Math.min(position, unwritten.end);
      if (isVerified !== deliveredUpTo().isVerified) notes.set(UNVERIFIED, isVerified ? 'no' : 'yes');
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
