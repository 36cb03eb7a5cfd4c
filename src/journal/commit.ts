import type { JournalConfig } from '../config/config.ts';
import type { Clocks, Dating } from './dating.ts';
import type { Deletion, LostReadings } from './delete-oldest.ts';
import { unlessDamaged } from './disk-trouble.ts';
import type { JournalLog } from './journal-log.ts';
import type { Notes } from './notes.ts';
import type { RegisterLines } from './register-lines.ts';
import type { Kept, Store } from './store.ts';
import type { SignsOfLife, StoreAccess } from './store-access.ts';
import type { Unwritten } from './unwritten.ts';

/** How long to wait after the second copy could not be written. */
const COPY_AGAIN_AFTER_MS = 10 * 60_000;
/** The most Readings in one block. After each block of a backlog the thread gives a sign of life. */
const MOST_IN_BLOCK = 500;
const PRUNE_EVERY_MS = 3_600_000;
/**
 * How long one commit may work on the size of the files. The thread only notices a stop afterwards, and a stop may take four seconds in all
 * (`LONGEST_STOP_MS` in `writer/writer.ts`).
 */
const SIZE_WORK_MS = 500;

/** The parts of the journal that a commit works on. */
interface CommitParts {
  readonly storeAccess: StoreAccess;
  readonly unwritten: Unwritten;
  readonly notes: Notes;
  readonly lines: RegisterLines;
  readonly dating: Dating;
  readonly log: JournalLog;
  /** The position up to which Readings were delivered. */
  readonly delivered: () => number;
}

export interface CommitOptions extends SignsOfLife, Pick<Clocks, 'now' | 'wall'> {
  readonly config: JournalConfig;
  /**
   * Whether a mirror reads the journal. Without one nothing is delivered, and it is normal for a full journal to delete its oldest
   * Readings.
   */
  readonly mirrored: boolean;
  /** Called after each block and each commit with how many Readings have left memory, in the order of arrival, written or dropped. */
  readonly leftMemory?: (count: number) => void;
}

/** Writes the Readings in memory to the disk. While the disk does not work, they stay in memory. */
export interface Commits {
  /** Writes everything that is dated. Also limits the size of the files and, once an hour, deletes old rows. */
  commit(): void;
  /** Like `commit`, but writes at most one block. */
  commitBlock(): void;
  /**
   * Writes everything in memory before a stop, without waiting any longer for a meter's clock. For lack of time nothing is deleted, and a
   * damaged database is only repaired if it cannot be written to.
   */
  commitLast(): void;
}

export function createCommits(
  { storeAccess, unwritten, notes, lines, dating, log, delivered }: CommitParts,
  { config: { keepDays }, now, wall, mirrored, alive, leftMemory }: CommitOptions,
): Commits {
  let pruneDueMs = now();
  /** When the next attempt to write the second copy is due, if it is behind. */
  let copyDueMs = 0;
  /**
   * The Readings that deletions have dropped, or may have dropped: if the disk fails at the end of a transaction, it may or may not be
   * done.
   */
  let maybeLost: LostReadings[] = [];

  return {
    commit: () => write(Number.POSITIVE_INFINITY),
    commitBlock: () => write(1),
    commitLast() {
      dating.stopWaiting();
      storeAccess.leaveDamage();
      dating.date(unwritten);
      storeAccess.attempt((store) => {
        while (writeBlock(store));
        saveDelivered(store);
        // There is no time for a repair now; the next start does it.
        unlessDamaged(() => keepCopy(store));
      });
      sayGone();
    },
  };

  function write(mostBlocks: number): void {
    const isClockSure = dating.date(unwritten);
    const beganMs = now();
    const isDone = storeAccess.attempt((store) => {
      // Before the first block as well: a full disk must not prevent the files from shrinking.
      keepWithinSize(store, beganMs);
      for (let blocks = 0; blocks < mostBlocks && writeBlock(store); blocks += 1) keepWithinSize(store, beganMs);
      saveDelivered(store);
      keepCopy(store);
      if (isClockSure && now() >= pruneDueMs) prune(store);
      return true;
    });
    // If there was no block to write, nothing else shows that the disk works again.
    if (isDone && unwritten.begin === unwritten.end) log.written(0);
    sayGone();
  }

  /** Returns whether there was something to write. */
  function writeBlock(store: Store): boolean {
    const block = unwritten.from(unwritten.begin, MOST_IN_BLOCK);
    if (block.length === 0) return false;
    const { dropped } = unwritten;
    store.commit(block, delivered(), kept());
    keptIsWritten();
    unwritten.release(block.length);
    sayGone();
    alive?.();
    log.written(dropped);
    return true;
  }

  function kept(): Kept {
    return { notes: notes.unwritten, lines: lines.unwritten };
  }

  function keptIsWritten(): void {
    notes.written();
    lines.written();
  }

  /** Writes the position up to which Readings were delivered, the notes and the lines, if they have changed since the last block. */
  function saveDelivered(store: Store): void {
    // The stored position must not lie beyond the last block. The mirror may have sent Readings that are only in memory; after a kill,
    // other Readings would be given their positions and would never be sent.
    const onDisk = Math.min(delivered(), store.end ?? 0);
    const allIsKept = notes.unwritten.size === 0 && lines.unwritten.length === 0;
    if ((store.delivered ?? onDisk) === onDisk && allIsKept) return;
    store.save(onDisk, kept());
    keptIsWritten();
  }

  /** Half a second after the beginning of the commit, the rest is left to the next one. */
  function keepWithinSize(store: Store, beganMs: number): void {
    sayLost(store);
    const position = delivered();
    // Without a mirror nothing needs the blocks, so they are deleted before the minutes.
    const freeBefore = mirrored ? position : (store.end ?? 0);
    store.keepWithin({ delivered: position, freeBefore }, noteDeletion, () => now() - beganMs < SIZE_WORK_MS);
    sayLost(store);
    log.delivered(position);
  }

  /** Writes the second copy once a day is over. If that fails, it is tried again every ten minutes. */
  function keepCopy(store: Store): void {
    const isBehind = store.isCopyBehind;
    if (isBehind && now() >= copyDueMs) store.agreeWithCopy();
    if (!store.isCopyBehind) copyDueMs = 0;
    else if (now() >= copyDueMs) copyDueMs = now() + COPY_AGAIN_AFTER_MS;
  }

  function prune(store: Store): void {
    store.prune(wall(), keepDays, delivered());
    store.agreeWithCopy();
    pruneDueMs = now() + PRUNE_EVERY_MS;
  }

  function noteDeletion(deletion: Deletion): void {
    alive?.();
    if (deletion.kind === 'minutes') log.minutesDeleted();
    else if (deletion.lost) maybeLost.push(deletion.lost);
  }

  function sayLost({ begin = 0 }: Store): void {
    for (const lost of maybeLost) if (begin >= lost.end) log.lost(lost);
    maybeLost = [];
  }

  function sayGone(): void {
    leftMemory?.(unwritten.leftMemory);
  }
}
