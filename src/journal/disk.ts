import type { Clocks } from './dating.ts';
import { spendReserve } from './disk-reserve.ts';
import { diskTroubleOf, JournalError } from './disk-trouble.ts';
import { deleteOlderDamaged, makeAllPrivate } from './files.ts';
import type { JournalLog } from './journal-log.ts';
import { takeLock, type WriteLock } from './lock.ts';
import { finishRepair, repair } from './repair.ts';
import type { FileLimits } from './size-limit.ts';
import { openStore, type Store } from './store.ts';

/** A card that damages what is written to it would fill itself with what it damaged. */
const MOST_DAMAGES_AN_HOUR = 2;
const HOUR_MS = 3_600_000;

/** The store, for as long as the disk bears it. Nothing here throws: what the disk does not do is said, and undefined. */
export interface Disk {
  /** Works on the store, which is opened for it when it is not open. One that turns out to be damaged is mended, and worked on then. */
  attempt<T>(work: (store: Store) => T): T | undefined;
  /** Works on the store if it is open. */
  whileOpen<T>(work: (store: Store) => T): T | undefined;
  /** The next attempt writes to a database that `whileOpen` found damaged, and mends it only if that fails. */
  leaveDamage(): void;
  close(): void;
}

/** How work on the disk shows that it goes on. */
export interface SignsOfLife {
  /** Is told when work begins that may wait for the disk any time, and when it is over; such work may lie within other. */
  readonly working?: ((isWorking: boolean) => void) | undefined;
  /** Is told now and then in the middle of work that takes long: the disk answers. */
  readonly alive?: (() => void) | undefined;
}

/**
 * The store at `path`, of this size, and the lock that keeps others from writing to it: held as long as the store is open. `adopt` sees
 * the store each time that it is opened. A damaged database is kept under another name, and a new one takes its place with
 * what can still be read of it; with the third within an hour the disk is given up.
 */
export function createDisk(
  path: string,
  size: FileLimits,
  { now, wall }: Pick<Clocks, 'now' | 'wall'>,
  notices: JournalLog,
  adopt: (store: Store) => void,
  { working = () => {}, alive = () => {} }: SignsOfLife,
): Disk {
  let lock: WriteLock | undefined;
  let store: Store | undefined;
  let isDamaged = false;
  let isDying = false;
  /** When databases were mended, on the monotonic clock. */
  let damagesMs: readonly number[] = [];

  function guarded<T>(work: () => T): T | undefined {
    if (isDying) return undefined;
    working(true);
    try {
      return work();
    } catch (error) {
      giveUp(error);
      return undefined;
    } finally {
      working(false);
    }
  }

  function workOn<T>(work: (store: Store) => T): T {
    lock ??= takeLock(path);
    if (isDamaged) mendNow();
    try {
      return work(opened());
    } catch (error) {
      if (diskTroubleOf(error) !== 'damaged') throw error;
      closeStore();
      mendNow();
      return work(opened());
    }
  }

  function opened(): Store {
    if (store) return store;
    finishRepair(path);
    deleteOlderDamaged(path);
    const fresh = openedOnAnyRoom();
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

  /** SQLite cannot even open a database on a disk that is full to the last byte. */
  function openedOnAnyRoom(): Store {
    try {
      return openStore(path, size, notices.unreadable);
    } catch (error) {
      if (diskTroubleOf(error) !== 'full' || !spendReserve(path)) throw error;
      return openStore(path, size, notices.unreadable);
    }
  }

  function mendNow(): void {
    isDamaged = true;
    damagesMs = damagesMs.filter((atMs) => now() - atMs < HOUR_MS);
    if (damagesMs.length >= MOST_DAMAGES_AN_HOUR) throw new JournalError('dying', 'damaged again');
    const { as, damage } = repair(path, wall(), alive);
    isDamaged = false;
    damagesMs = [...damagesMs, now()];
    notices.setAside(as, damage);
  }

  function giveUp(error: unknown): void {
    const trouble = diskTroubleOf(error);
    const isToBeMended = trouble === 'damaged' && !isDamaged;
    isDying = trouble === 'dying';
    isDamaged ||= isToBeMended;
    // What is on a full disk can still be read.
    if (trouble !== 'full') close();
    if (!isToBeMended) notices.memoryOnly(error);
  }

  function close(): void {
    try {
      closeStore();
    } catch (error) {
      notices.memoryOnly(error);
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
    attempt: (work) => guarded(() => workOn(work)),
    whileOpen: (work) => {
      const open = store;
      return open && guarded(() => work(open));
    },
    leaveDamage() {
      isDamaged = false;
    },
    close: () => void guarded(close),
  };
}
