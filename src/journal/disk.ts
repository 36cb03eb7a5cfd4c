import { existsSync } from 'node:fs';
import type { Clocks } from './calendar.ts';
import { move, remove, replace, requireRoom } from './file.ts';
import type { Notices } from './notice.ts';
import { type Damage, salvage } from './salvage.ts';
import { openStore, type Store } from './store.ts';
import { isOfContent, JournalError, troubleOf } from './trouble.ts';

/** A card that damages what is written to it would fill itself with what it damaged. */
const MOST_DAMAGES_AN_HOUR = 2;
const HOUR_MS = 3_600_000;

/** The store, for as long as the disk bears it. Nothing here throws: what the disk does not do is said, and undefined. */
export interface Disk {
  /** Works on the store, which is opened for it when it is not open. While it is mended, that goes on instead. */
  attempt<T>(work: (store: Store) => T): T | undefined;
  /** Works on the store if it is open. */
  whileOpen<T>(work: (store: Store) => T): T | undefined;
  /** Whether a damaged database is being copied: some more of it at each attempt. */
  readonly isMending: boolean;
  /**
   * Goes back to the damaged database: its end may well take what there is no time to mend it for. The copy is begun anew
   * when the damage is met again.
   */
  leaveMending(): void;
  close(): void;
}

/**
 * The store at `path`. `adopt` sees it each time that it is opened, and may refuse it by throwing. A damaged database is
 * kept under another name, and a new one takes its place with what can still be read of it; with the third within an hour
 * the disk is given up. `working` is told before each piece of work that may wait for the disk, and after it.
 */
export function createDisk(
  path: string,
  { now, wall }: Pick<Clocks, 'now' | 'wall'>,
  notices: Notices,
  adopt: (store: Store) => void,
  working: (isWorking: boolean) => void = () => {},
): Disk {
  const copy = `${path}.copy`;
  /** The copy when it is whole: a kill may leave it without a database at `path`. */
  const fresh = `${path}.new`;
  let store: Store | undefined;
  let isDamaged = false;
  let mending: Generator<undefined, void> | undefined;
  let isDying = false;
  /** When databases were set aside, on the monotonic clock. */
  let damagesMs: readonly number[] = [];

  function attempt<T>(work: (store: Store) => T): T | undefined {
    if (isDying) return undefined;
    working(true);
    try {
      if (isDamaged && !isMended()) return undefined;
      store ??= open();
      return work(store);
    } catch (error) {
      giveUp(error);
      return undefined;
    } finally {
      working(false);
    }
  }

  function open(): Store {
    if (!existsSync(path) && existsSync(fresh)) replace(path, fresh);
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
    isDamaged ||= trouble === 'damaged';
    mending = trouble === 'damaged' ? mend() : undefined;
    if (!mending) notices.memoryOnly(error);
  }

  /** What a full disk has ended begins anew. */
  function isMended(): boolean {
    mending ??= mend();
    const { done = false } = mending.next();
    if (done) leaveMending();
    return done;
  }

  function leaveMending(): void {
    const left = mending;
    mending = undefined;
    isDamaged = false;
    try {
      left?.return();
    } catch {
      // A disk that does not let go of the copy: it is removed before the next one is begun.
    }
  }

  function* mend(): Generator<undefined, void> {
    damagesMs = damagesMs.filter((atMs) => now() - atMs < HOUR_MS);
    if (damagesMs.length >= MOST_DAMAGES_AN_HOUR) throw new JournalError('dying', 'damaged again');
    for (const old of [copy, fresh]) remove(old);
    const damage = yield* salvaged();
    if (damage) replace(fresh, copy);
    const as = `${path}.broken-${new Date(wall()).toISOString().replaceAll(':', '-')}`;
    move(path, as);
    isDamaged = false;
    if (damage) replace(path, fresh);
    damagesMs = [...damagesMs, now()];
    notices.setAside(as, damage);
  }

  /** Undefined when nothing can be read: then there is no copy. */
  function* salvaged(): Generator<undefined, Damage | undefined> {
    requireRoom(path);
    let damage: Damage | undefined;
    try {
      damage = yield* salvage(path, copy);
    } catch (error) {
      if (!isOfContent(error)) throw error;
    } finally {
      if (!damage) remove(copy);
    }
    return damage;
  }

  function close(): void {
    working(true);
    try {
      store?.close();
    } catch (error) {
      notices.memoryOnly(error);
    } finally {
      working(false);
    }
    store = undefined;
  }

  return {
    attempt,
    whileOpen: (work) => store && attempt(work),
    get isMending() {
      return mending !== undefined;
    },
    leaveMending,
    close,
  };
}
