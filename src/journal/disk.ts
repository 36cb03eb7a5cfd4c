import { existsSync, renameSync } from 'node:fs';
import type { Clocks } from './calendar.ts';
import type { Notices } from './notice.ts';
import { openStore, type Store } from './store.ts';
import { JournalError, troubleOf } from './trouble.ts';

/** A card that damages what is written to it would fill itself with what it damaged. */
const mostDamagesAnHour = 2;
const hourMs = 3_600_000;

/** The store, for as long as the disk bears it. Nothing here throws: what the disk does not do is said, and undefined. */
export interface Disk {
  /** Works on the store, which is opened for it when it is not open. */
  attempt<T>(work: (store: Store) => T): T | undefined;
  /** Works on the store if it is open. */
  whileOpen<T>(work: (store: Store) => T): T | undefined;
  close(): void;
}

/**
 * The store at `path`. `adopt` sees it each time that it is opened, and may refuse it by throwing. A damaged database is
 * kept under another name, and a new one takes its place; with the third within an hour the disk is given up.
 */
export function createDisk(
  path: string,
  { now, wall }: Pick<Clocks, 'now' | 'wall'>,
  notices: Notices,
  adopt: (store: Store) => void,
): Disk {
  let store: Store | undefined;
  let isDying = false;
  /** When databases were set aside, on the monotonic clock. */
  let damagesMs: readonly number[] = [];

  function attempt<T>(work: (store: Store) => T): T | undefined {
    if (isDying) return undefined;
    try {
      store ??= open();
      return work(store);
    } catch (error) {
      giveUp(error);
      return undefined;
    }
  }

  function open(): Store {
    const opened = openOrReplace();
    try {
      adopt(opened);
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  function openOrReplace(): Store {
    try {
      return openStore(path, notices.unreadable);
    } catch (error) {
      if (troubleOf(error) !== 'damaged') throw error;
      setAside();
      return openStore(path, notices.unreadable);
    }
  }

  function giveUp(error: unknown): void {
    const trouble = troubleOf(error);
    // What is on a full disk can still be read.
    if (trouble !== 'full') close();
    try {
      if (trouble !== 'damaged') throw error;
      setAside();
    } catch (cause) {
      notices.memoryOnly(cause);
    }
  }

  function setAside(): void {
    damagesMs = damagesMs.filter((atMs) => now() - atMs < hourMs);
    isDying = damagesMs.length >= mostDamagesAnHour;
    if (isDying) throw new JournalError('dying', 'damaged again');
    damagesMs = [...damagesMs, now()];
    const as = `${path}.broken-${new Date(wall()).toISOString().replaceAll(':', '-')}`;
    for (const part of ['', '-wal', '-shm']) {
      if (existsSync(path + part)) renameSync(path + part, as + part);
    }
    notices.setAside(as);
  }

  function close(): void {
    try {
      store?.close();
    } catch (error) {
      notices.memoryOnly(error);
    }
    store = undefined;
  }

  return { attempt, whileOpen: (work) => store && attempt(work), close };
}
