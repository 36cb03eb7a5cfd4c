import { existsSync, renameSync, rmSync } from 'node:fs';
import type { Clocks } from './calendar.ts';
import type { Notices } from './notice.ts';
import { type Damage, salvage } from './salvage.ts';
import { openStore, type Store } from './store.ts';
import { JournalError, troubleOf } from './trouble.ts';

/** A card that damages what is written to it would fill itself with what it damaged. */
const MOST_DAMAGES_AN_HOUR = 2;
const HOUR_MS = 3_600_000;
/** A database is up to three files. */
const PARTS = ['', '-wal', '-shm'];

/** The store, for as long as the disk bears it. Nothing here throws: what the disk does not do is said, and undefined. */
export interface Disk {
  /** Works on the store, which is opened for it when it is not open. While it is mended, that goes on instead. */
  attempt<T>(work: (store: Store) => T): T | undefined;
  /** Works on the store if it is open. */
  whileOpen<T>(work: (store: Store) => T): T | undefined;
  /** Whether a damaged database is being copied: some more of it at each attempt. */
  readonly isMending: boolean;
  close(): void;
}

/**
 * The store at `path`. `adopt` sees it each time that it is opened, and may refuse it by throwing. A damaged database is
 * kept under another name, and a new one takes its place with what can still be read of it; with the third within an hour
 * the disk is given up.
 */
export function createDisk(
  path: string,
  { now, wall }: Pick<Clocks, 'now' | 'wall'>,
  notices: Notices,
  adopt: (store: Store) => void,
): Disk {
  let store: Store | undefined;
  let mending: Generator<undefined, void> | undefined;
  let isDying = false;
  /** When databases were damaged, on the monotonic clock. */
  let damagesMs: readonly number[] = [];

  function attempt<T>(work: (store: Store) => T): T | undefined {
    if (isDying) return undefined;
    try {
      if (mending && !isMended(mending)) return undefined;
      store ??= open();
      return work(store);
    } catch (error) {
      giveUp(error);
      return undefined;
    }
  }

  function open(): Store {
    const opened = openStore(path, notices.unreadable);
    try {
      adopt(opened);
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  function giveUp(error: unknown): void {
    const trouble = troubleOf(error);
    // What is on a full disk can still be read.
    if (trouble !== 'full') close();
    isDying = trouble === 'dying';
    mending = trouble === 'damaged' ? mend() : undefined;
    if (!mending) notices.memoryOnly(error);
  }

  function isMended(work: Generator<undefined, void>): boolean {
    const { done = false } = work.next();
    if (done) mending = undefined;
    return done;
  }

  function* mend(): Generator<undefined, void> {
    damagesMs = damagesMs.filter((atMs) => now() - atMs < HOUR_MS);
    if (damagesMs.length >= MOST_DAMAGES_AN_HOUR) throw new JournalError('dying', 'damaged again');
    damagesMs = [...damagesMs, now()];
    const fresh = `${path}.new`;
    const damage = yield* salvageInto(fresh);
    const as = `${path}.broken-${new Date(wall()).toISOString().replaceAll(':', '-')}`;
    move(path, as);
    if (damage) move(fresh, path);
    notices.setAside(as, damage);
  }

  /** Undefined when nothing could be read, or written: then it is not there. */
  function* salvageInto(fresh: string): Generator<undefined, Damage | undefined> {
    remove(fresh);
    try {
      return yield* salvage(path, fresh);
    } catch {
      remove(fresh);
      return undefined;
    }
  }

  function close(): void {
    try {
      store?.close();
    } catch (error) {
      notices.memoryOnly(error);
    }
    store = undefined;
  }

  return {
    attempt,
    whileOpen: (work) => store && attempt(work),
    get isMending() {
      return mending !== undefined;
    },
    close,
  };
}

function move(from: string, to: string): void {
  for (const part of PARTS) {
    if (existsSync(from + part)) renameSync(from + part, to + part);
  }
}

function remove(path: string): void {
  for (const part of PARTS) rmSync(path + part, { force: true });
}
