import type { JournalConfig } from '../config.ts';
import type { Log } from '../log.ts';
import type { Reading } from '../reading.ts';
import type { Texts } from '../texts.ts';
import { createCalendar, type Origin } from './calendar.ts';
import { createDisk } from './disk.ts';
import type { Entry } from './entry.ts';
import type { Minute } from './minute.ts';
import { createNotices } from './notice.ts';
import type { Store } from './store.ts';
import { createSuccession } from './succession.ts';
import { createTail } from './tail.ts';
import { inTurns } from './turn.ts';
import { upkeepOf } from './upkeep.ts';
import { hasMore, writeTail } from './writing.ts';

/** Some eight hours of one meter. */
const MOST_IN_MEMORY = 20_000;

export interface JournalOptions {
  /** The database file; its folder is not made. */
  readonly path: string;
  readonly config: JournalConfig;
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
  readonly origin?: Origin;
  /** Is told when work on the disk begins, which may take any time, and when it is over; such work may lie within other. */
  readonly working?: (isWorking: boolean) => void;
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
   * How far the mirror is: everything before this position was delivered. When a disk comes back it moves back, to
   * before anything that could not be read meanwhile: to be compared before each batch, and before it is set.
   */
  readonly delivered: number;
  /** Says how far the mirror is. On disk with the next commit. */
  setDelivered(position: number): void;
  /** The committed minutes of a meter that begin in [fromMs, toMs), oldest first; undefined while the disk is away. */
  minutes(meter: string, fromMs: number, toMs: number): readonly Minute[] | undefined;
  /** Writes what is not on disk yet. Happens by itself every `commitSeconds`, a block a turn. */
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
  const notices = createNotices(options.log, options.texts, path, options.mirrored);
  const disk = createDisk(path, options, notices, adopt, options.working);
  const tail = createTail(MOST_IN_MEMORY);
  const succession = createSuccession(options.now);
  let wasOpen = false;
  let closed = false;
  let delivered = 0;
  const newestMs = disk.attempt((store) => store.newestMs);
  const isUsed = (meter: string, ms: number) => tail.holds(meter, ms) || isStored(meter, ms);
  const calendar = createCalendar(options, notices, isUsed, newestMs, options.origin);
  const keepUp = upkeepOf(config, options, notices, options.mirrored);

  // What piled up while the disk was away goes block by block, and a damaged database is copied bit by bit.
  const endTurns = inTurns(() => commitBlocks(1) === 'more', config.commitSeconds * 1_000);

  /**
   * A disk that was away may hold what was never delivered: the mirror goes on from where that disk says. The position is set
   * one lower, so that the mirror notices the change.
   */
  function adopt(store: Store): void {
    const wasAway = wasOpen || tail.end > 0;
    succession.followOn(store, tail, wasOpen);
    const known = store.delivered ?? delivered;
    // The mirror may have gone back meanwhile, to what is refused for now.
    const saved = wasOpen ? Math.min(known, delivered) : known;
    wasOpen = true;
    delivered = wasAway ? saved - 1 : saved;
  }

  function read(from: number, most: number): readonly Entry[] {
    const stored = from < tail.begin ? (disk.whileOpen((store) => store.entries(from, most)) ?? []) : [];
    if (stored.length >= most) return stored;
    calendar.date(tail);
    return [...stored, ...tail.from(from, most - stored.length)];
  }

  function commit(): void {
    while (commitBlocks(Number.POSITIVE_INFINITY) === 'more');
  }

  /** Homebridge gives no time to copy a damaged database, unless it does not even take what is in memory. */
  function commitLast(): void {
    calendar.hurry();
    succession.insist();
    disk.leaveMending();
    while (commitBlocks(Number.POSITIVE_INFINITY) === 'more' && hasMore(tail));
  }

  function commitBlocks(most: number): 'more' | 'all' | undefined {
    if (closed) return undefined;
    const isClockSure = calendar.date(tail);
    const left = disk.attempt((store) => {
      writeTail(tail, store, delivered, most, notices, tellGone);
      keepUp(store, delivered, isClockSure);
      return hasMore(tail) ? 'more' : 'all';
    });
    tellGone();
    return disk.isMending ? 'more' : left;
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
    get delivered() {
      return delivered;
    },
    setDelivered(position) {
      delivered = Math.min(position, tail.end);
    },
    minutes: (meter, fromMs, toMs) => disk.whileOpen((store) => store.minutes(meter, fromMs, toMs)),
    commit,
    commitBlock: () => void commitBlocks(1),
    commitLast,
    close() {
      if (closed) return;
      endTurns();
      commitLast();
      closed = true;
      disk.close();
      notices.closed(tail.end - tail.begin);
    },
  };
}
