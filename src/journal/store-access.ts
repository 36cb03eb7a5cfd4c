import { existsSync } from 'node:fs';
import { HOUR_MS } from '../base/paris-time.ts';
import { withClosedPaths } from './closed-paths.ts';
import type { Clocks } from './dating.ts';
import { diskTroubleOf, JournalError } from './disk-trouble.ts';
import { deleteOlderDamaged, makeAllPrivate } from './files.ts';
import type { JournalLog } from './journal-log.ts';
import { takeLock, type WriteLock } from './lock.ts';
import { type DamagedCopy, finishRepair, repair } from './repair.ts';
import type { FileLimits } from './size-limit.ts';
import { openStore, type Store } from './store.ts';

/** If a card damages everything that is written, more repairs would only fill it with copies. */
const MOST_DAMAGES_AN_HOUR = 2;

/**
 * Guarded access to the store. Nothing here throws: when the disk fails, it is logged, and the result is undefined. The next attempt tries
 * the disk again, unless the database was damaged too often.
 */
export interface StoreAccess {
  /**
   * Does some work on the store, and opens it first if necessary. If the store turns out to be damaged, it is repaired and the work is
   * repeated.
   */
  attempt<T>(work: (store: Store) => T): T | undefined;
  /** Like `attempt`, but returns the error if the work fails. A full disk is not logged. */
  attemptOrError<T>(work: (store: Store) => T): Attempt<T>;
  /** Does some work on the store if it is open. */
  whileOpen<T>(work: (store: Store) => T): T | undefined;
  /** Makes the next attempt write to a database that `whileOpen` found damaged, and repair it only if that fails. */
  leaveDamage(): void;
  close(): void;
}

/** The result of some work, or why it failed. */
type Attempt<T> = { readonly done: T } | { readonly error: unknown };

/** Shows from outside that work on the disk is making progress. */
export interface SignsOfLife {
  /** Called with true when work begins that may wait for the disk, and with false when it ends. Such work may be nested. */
  readonly markDiskWork?: (isBegin: boolean) => void;
  /** Called now and then during long work: the disk answers. */
  readonly alive?: () => void;
}

/**
 * Opens the store at `path`, within these limits, and holds the lock that keeps other programs from writing to it as long as it is open.
 * `adopt` is called with the store each time it is opened. A damaged database is kept under another name and replaced with a new one that
 * has everything that can still be read of it; after two repairs within an hour, no more are tried.
 */
export function createStoreAccess(
  path: string,
  limits: FileLimits,
  { now, wall }: Pick<Clocks, 'now' | 'wall'>,
  log: JournalLog,
  adopt: (store: Store) => void,
  { markDiskWork = () => {}, alive = () => {} }: SignsOfLife,
): StoreAccess {
  let lock: WriteLock | undefined;
  let store: Store | undefined;
  let isDamaged = false;
  let isBeyondRepair = false;
  /** What a repair sets aside, until the repair is done: the disk may fail in the middle of it. */
  let setAside: DamagedCopy | undefined;
  /** When databases were repaired, on the monotonic clock. */
  let repairsMs: readonly number[] = [];

  function orUndefined<T>(work: () => T): T | undefined {
    const attempt = orError(work, log.memoryOnly);
    return 'done' in attempt ? attempt.done : undefined;
  }

  function orError<T>(work: () => T, say: (error: unknown) => void): Attempt<T> {
    if (isBeyondRepair) return { error: damagedAgain() };
    markDiskWork(true);
    try {
      return { done: work() };
    } catch (cause) {
      const error = withClosedPaths(cause, path);
      failed(error, say);
      return { error };
    } finally {
      markDiskWork(false);
    }
  }

  function workOn<T>(work: (store: Store) => T): T {
    lock ??= takeLock(path);
    if (isDamaged) repairNow();
    try {
      return work(openIfNeeded());
    } catch (error) {
      if (diskTroubleOf(error) !== 'damaged') throw error;
      closeStore();
      repairNow();
      return work(openIfNeeded());
    }
  }

  function openIfNeeded(): Store {
    if (store) return store;
    finishRepair(path, wall());
    deleteOlderDamaged(path);
    const fresh = openStore(path, limits, log, alive);
    try {
      makeAllPrivate(path);
      adopt(fresh);
    } catch (error) {
      fresh.close();
      throw error;
    }
    store = fresh;
    return fresh;
  }

  function repairNow(): void {
    isDamaged = true;
    repairsMs = repairsMs.filter((atMs) => now() - atMs < HOUR_MS);
    if (repairsMs.length >= MOST_DAMAGES_AN_HOUR) throw damagedAgain();
    // If the damaged database has been renamed already, the next opening only has to put the complete copy in its place.
    if (!isSetAside()) repairAndSay();
    isDamaged = false;
    setAside = undefined;
    repairsMs = [...repairsMs, now()];
  }

  function isSetAside(): boolean {
    return setAside !== undefined && existsSync(setAside.as);
  }

  /** The damage is reported as soon as the database has been renamed, even if the disk fails afterwards. */
  function repairAndSay(): void {
    try {
      repair(path, wall(), alive, (copy) => {
        setAside = copy;
      });
    } finally {
      if (setAside && isSetAside()) {
        log.setAside(setAside.as, setAside.damage);
        log.takenFromCopy(setAside.taken);
      }
    }
  }

  function failed(error: unknown, say: (error: unknown) => void): void {
    const trouble = diskTroubleOf(error);
    const isToBeRepaired = trouble === 'damaged' && !isDamaged;
    isBeyondRepair = trouble === 'damagedRepeatedly';
    isDamaged ||= isToBeRepaired;
    // The store can still be read on a full disk.
    if (trouble !== 'full') close();
    if (!isToBeRepaired) say(error);
  }

  /** A full disk is not reported: the next commit may still find room. */
  function sayUnlessFull(error: unknown): void {
    if (diskTroubleOf(error) !== 'full') log.memoryOnly(error);
  }

  function close(): void {
    try {
      closeStore();
    } catch (error) {
      log.memoryOnly(error);
    }
    lock?.release();
    lock = undefined;
  }

  function closeStore(): void {
    const open = store;
    store = undefined;
    open?.close();
  }

  return {
    attempt: (work) => orUndefined(() => workOn(work)),
    attemptOrError: (work) => orError(() => workOn(work), sayUnlessFull),
    whileOpen: (work) => {
      const open = store;
      return open && orUndefined(() => work(open));
    },
    leaveDamage() {
      isDamaged = false;
    },
    close: () => void orUndefined(close),
  };
}

function damagedAgain(): JournalError {
  return new JournalError('damagedRepeatedly', 'damaged again');
}
