import type { JournalConfig } from '../config/config.ts';
import type { Log } from '../log.ts';
import type { Reading } from '../reading.ts';
import type { Texts } from '../texts/texts.ts';
import { type ClockOrigin, createDating } from './dating.ts';
import { createDisk, type SignsOfLife } from './disk.ts';
import type { Entry } from './entry.ts';
import { createJournalLog } from './journal-log.ts';
import { createMaintenance, type DeliveredUpTo } from './maintenance.ts';
import type { Minute } from './minute.ts';
import { createNotes } from './notes.ts';
import { RESERVED_BYTES } from './size-limit.ts';
import type { Store } from './store.ts';
import { createUnwritten, renumber } from './unwritten.ts';

/** Some eight hours of one meter. */
const MOST_IN_MEMORY = 20_000;
const MOST_IN_BLOCK = 500;
/** The note that what was delivered cannot be verified: see `setDelivered`. */
const UNVERIFIED = 'delivery-unverified';

export interface JournalOptions extends SignsOfLife {
  /** The database file; its folder is not made. */
  readonly path: string;
  readonly config: JournalConfig;
  /** What of `maxMegabytes` is not the database's own; a test of a small journal gives less than the usual 18 MB. */
  readonly reservedBytes?: number;
  /** Whether a mirror reads it. Without one nothing is ever delivered, and the oldest of a full journal go as a matter of course. */
  readonly mirrored: boolean;
  readonly log: Log;
  readonly texts: Texts['journal'];
  /** The monotonic clock that `Reading.monotonicMs` is read from, in milliseconds. */
  readonly now: () => number;
  /** The wall clock, in milliseconds since 1970. */
  readonly wall: () => number;
  /** When this program was built: a wall clock that says less is not set. */
  readonly builtAtMs: number;
  /** What the journal before this one dated its Readings by, and this one goes on from. */
  readonly origin?: ClockOrigin;
  /** Is told after each block and each commit how many Readings of each meter are no longer in memory: on disk, or forgotten. */
  readonly gone?: (counts: ReadonlyMap<string, number>) => void;
}

/**
 * The local history: every Reading, dated, on disk. Nothing of it throws or waits. While the disk fails it is kept in
 * memory, and each commit tries the disk again.
 */
export interface Journal {
  /** Adds a Reading of a meter, which is named by its slug. */
  take(meter: string, reading: Reading): void;
  /**
   * At most `most` entries from position `from` on, or from the oldest that is left, oldest first, whether they are
   * committed or not. Readings that wait for the clock to be set are not among them.
   */
  read(from: number, most: number): readonly Entry[];
  /** Position of the oldest entry. */
  readonly begin: number;
  /** Position after the newest entry. */
  readonly end: number;
  /** How many Readings are in memory only. */
  readonly inMemory: number;
  /**
   * Goes up each time that the database is opened: what stands at the positions, and how far the mirror is, may differ from
   * before. Who follows the journal begins anew at `delivered`: compare it before each batch, and before `setDelivered`.
   */
  readonly epoch: number;
  /** How far the mirror is: everything before this position was delivered. */
  readonly delivered: number;
  /**
   * Says how far the mirror is. On disk with the next commit. With `isVerified` false the database accepts what is sent and
   * cannot be read: then no block goes because its time is over, only when there is no room for it. That outlives a
   * restart, until it is said again.
   */
  setDelivered(position: number, isVerified?: boolean): void;
  /** A short text under a name, which outlives a restart; undefined where there is none. */
  note(name: string): string | undefined;
  /** Keeps a short text under a name. On disk with the next commit, in memory only until then. */
  setNote(name: string, text: string): void;
  /** The committed minutes of a meter that begin in [fromMs, toMs), oldest first; undefined while the disk is away. */
  minutes(meter: string, fromMs: number, toMs: number): readonly Minute[] | undefined;
  /** Writes what is not on disk yet. Happens by itself every `commitSeconds`. */
  commit(): void;
  /** Writes a block of it at most. */
  commitBlock(): void;
  /** The same before an end, for which no meter's clock is waited. What is still taken is kept. */
  commitLast(): void;
  /** Commits for the last time and closes. */
  close(): void;
}

/** Opens the journal, whatever state the disk is in. */
export function openJournal(options: JournalOptions): Journal {
  const { path, config } = options;
  const notices = createJournalLog(options.log, options.texts, path, options.mirrored);
  const size = { maxBytes: config.maxMegabytes * 1e6, reservedBytes: options.reservedBytes ?? RESERVED_BYTES };
  const disk = createDisk(path, size, options, notices, adopt, options);
  const tail = createUnwritten(MOST_IN_MEMORY);
  const notes = createNotes();
  let wasOpen = false;
  let closed = false;
  let epoch = 0;
  let delivered = 0;
  const newestMs = disk.attempt((store) => store.newestMs);
  const isUsed = (meter: string, ms: number) => tail.holds(meter, ms) || isStored(meter, ms);
  const calendar = createDating(options, notices, isUsed, newestMs, options.origin);
  const upkeep = createMaintenance(config, options, notices, options);
  commit();
  const timer = setInterval(commit, config.commitSeconds * 1_000).unref();

  /** A disk that was away may hold what was never delivered: the mirror goes on from where that disk says, if it is not behind that. */
  function adopt(store: Store): void {
    renumber(store, tail, wasOpen);
    notes.rejoin(store.notes);
    const known = store.delivered ?? delivered;
    delivered = wasOpen ? Math.min(known, delivered) : known;
    wasOpen = true;
    epoch += 1;
  }

  function read(from: number, most: number): readonly Entry[] {
    const stored = from < tail.begin ? (disk.whileOpen((store) => store.entries(from, most)) ?? []) : [];
    if (stored.length >= most) return stored;
    calendar.date(tail);
    return [...stored, ...tail.from(from, most - stored.length)];
  }

  function commit(): void {
    write(Number.POSITIVE_INFINITY);
  }

  /**
   * There is no time to copy a damaged database, so what is in memory is written to it; it is copied only if that fails. Nor
   * is there time for the upkeep.
   */
  function commitLast(): void {
    if (closed) return;
    calendar.hurry();
    disk.leaveDamage();
    calendar.date(tail);
    disk.attempt((store) => {
      while (writeBlock(store));
      saveProgress(store);
    });
    tellGone();
  }

  /** Writes what has its wall time, in at most so many blocks. */
  function write(mostBlocks: number): void {
    if (closed) return;
    const isClockSure = calendar.date(tail);
    const beganMs = options.now();
    disk.attempt((store) => {
      upkeep.makeRoom(store, progress(), beganMs);
      for (let blocks = 0; blocks < mostBlocks && writeBlock(store); blocks += 1) {
        upkeep.makeRoom(store, progress(), beganMs);
      }
      saveProgress(store);
      upkeep.prune(store, progress(), isClockSure);
    });
    tellGone();
  }

  /** Gives whether there was something to write. */
  function writeBlock(store: Store): boolean {
    const block = tail.from(tail.begin, MOST_IN_BLOCK);
    if (block.length === 0) return false;
    const { forgotten } = tail;
    store.commit(block, delivered, notes.unwritten);
    notes.written();
    tail.release(block.length);
    tellGone();
    options.alive?.();
    notices.written(forgotten);
    return true;
  }

  function saveProgress(store: Store): void {
    // What the mirror has of memory does not stand on disk yet, and may never: it must not be passed over after a kill.
    const onDisk = Math.min(delivered, store.end ?? 0);
    if ((store.delivered ?? onDisk) === onDisk && notes.unwritten.size === 0) return;
    store.save(onDisk, notes.unwritten);
    notes.written();
  }

  function progress(): DeliveredUpTo {
    return { position: delivered, isVerified: notes.get(UNVERIFIED) !== 'yes' };
  }

  function tellGone(): void {
    options.gone?.(tail.gone);
  }

  function isStored(meter: string, ms: number): boolean {
    return disk.whileOpen((store) => store.holds(meter, ms)) ?? false;
  }

  return {
    take(meter, reading) {
      if (closed) return;
      calendar.consult(meter, reading);
      tail.push(meter, reading);
      if (tail.forgotten > 0) notices.forgetting(MOST_IN_MEMORY);
    },
    read,
    get begin() {
      return disk.whileOpen((store) => store.begin) ?? tail.begin;
    },
    get end() {
      return tail.end;
    },
    get inMemory() {
      return tail.end - tail.begin;
    },
    get epoch() {
      return epoch;
    },
    get delivered() {
      return delivered;
    },
    setDelivered(position, isVerified = true) {
      delivered = Math.min(position, tail.end);
      if (isVerified !== progress().isVerified) notes.set(UNVERIFIED, isVerified ? 'no' : 'yes');
    },
    note: notes.get,
    setNote: notes.set,
    minutes: (meter, fromMs, toMs) => disk.whileOpen((store) => store.minutes(meter, fromMs, toMs)),
    commit,
    commitBlock: () => write(1),
    commitLast,
    close() {
      if (closed) return;
      clearInterval(timer);
      commitLast();
      closed = true;
      disk.close();
      notices.closed(tail.end - tail.begin);
    },
  };
}
