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

/** A backlog is written in blocks of a bounded size; after each of them the thread gives a sign of life. */
/** How long a second copy that could not be written is left alone. */
const COPY_AGAIN_AFTER_MS = 10 * 60_000;
const MOST_IN_BLOCK = 500;
const PRUNE_EVERY_MS = 3_600_000;
/**
 * The longest that one commit works on the files' size. The thread hears of a stop only afterwards, and a stop may take
 * four seconds in all (`LONGEST_STOP_MS` in `writer/writer.ts`).
 */
const SIZE_WORK_MS = 500;

/** The position up to which Readings were delivered, and whether the database that got them can be verified. */
export interface DeliveredUpTo {
  readonly position: number;
  readonly isVerified: boolean;
}

/** The parts of the journal that a commit works on. */
interface CommitParts {
  readonly storeAccess: StoreAccess;
  readonly unwritten: Unwritten;
  readonly notes: Notes;
  readonly lines: RegisterLines;
  readonly dating: Dating;
  readonly log: JournalLog;
  readonly delivered: () => DeliveredUpTo;
}

export interface CommitOptions extends SignsOfLife, Pick<Clocks, 'now' | 'wall'> {
  readonly config: JournalConfig;
  /**
   * Whether a mirror reads the journal. Without one nothing is delivered, and a full journal deletes its oldest Readings as a
   * rule.
   */
  readonly mirrored: boolean;
  /**
   * Is called after each block and each commit: how many Readings of each meter have left memory, for the disk or
   * dropped.
   */
  readonly leftMemory?: (counts: ReadonlyMap<string, number>) => void;
}

/** Writes the Readings in memory to the disk. While the disk does not work, they stay in memory. */
export interface Commits {
  /** Writes all that is dated. Also keeps the files to their size, and once an hour deletes what is old. */
  commit(): void;
  /** Like `commit`, with one block at most. */
  commitBlock(): void;
  /**
   * Writes all that is in memory before a stop: a meter's clock is not waited for any more. For want of time nothing is
   * deleted, and a damaged database is only repaired if it cannot be written to.
   */
  commitLast(): void;
}

export function createCommits(
  { storeAccess, unwritten, notes, lines, dating, log, delivered }: CommitParts,
  { config: { keepDays }, now, wall, mirrored, alive, leftMemory }: CommitOptions,
): Commits {
  let pruneDueMs = now();
  /** When the second copy, if it is behind, may be tried to be written again. */
  let copyDueMs = 0;
  /** The Readings that deletions have dropped, or may have: where the disk failed at the end of a transaction, it may be done or not. */
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
        // There is no time for a repair now. The next start does it.
        unlessDamaged(() => keepCopy(store));
      });
      sayGone();
    },
  };

  function write(mostBlocks: number): void {
    const isClockSure = dating.date(unwritten);
    const beganMs = now();
    const isDone = storeAccess.attempt((store) => {
      // Comes before the blocks as well: a full disk must not keep the files from getting smaller.
      keepWithinSize(store, beganMs);
      for (let blocks = 0; blocks < mostBlocks && writeBlock(store); blocks += 1) keepWithinSize(store, beganMs);
      saveDelivered(store);
      keepCopy(store);
      if (isClockSure && now() >= pruneDueMs) prune(store);
      return true;
    });
    // Where nothing waits, no block shows that the disk works again.
    if (isDone && unwritten.begin === unwritten.end) log.written(0);
    sayGone();
  }

  /** Returns whether there was something to write. */
  function writeBlock(store: Store): boolean {
    const block = unwritten.from(unwritten.begin, MOST_IN_BLOCK);
    if (block.length === 0) return false;
    const { dropped } = unwritten;
    store.commit(block, delivered().position, kept());
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

  /** Writes the position up to which Readings were delivered, the notes and the lines, if they changed since the last block. */
  function saveDelivered(store: Store): void {
    // The stored position must not lie beyond the last block. The mirror may have sent Readings that are only in
    // memory; after a kill, other Readings would get their positions, and would never be sent.
    const onDisk = Math.min(delivered().position, store.end ?? 0);
    const allIsKept = notes.unwritten.size === 0 && lines.unwritten.length === 0;
    if ((store.delivered ?? onDisk) === onDisk && allIsKept) return;
    store.save(onDisk, kept());
    keptIsWritten();
  }

  /** What takes longer than half a second since the begin of the commit is left to the next one. */
  function keepWithinSize(store: Store, beganMs: number): void {
    sayLost(store);
    const { position } = delivered();
    // Without a mirror nothing waits for the blocks: they are deleted before the minutes.
    const freeBefore = mirrored ? position : (store.end ?? 0);
    store.keepWithin({ delivered: position, freeBefore }, noteDeletion, () => now() - beganMs < SIZE_WORK_MS);
    sayLost(store);
    log.delivered(position);
  }

  /** Writes the second copy once a day is over. Where it cannot be written, that is tried every ten minutes. */
  function keepCopy(store: Store): void {
    const isBehind = store.isCopyBehind;
    if (isBehind && now() >= copyDueMs) store.agreeWithCopy();
    if (!store.isCopyBehind) copyDueMs = 0;
    else if (now() >= copyDueMs) copyDueMs = now() + COPY_AGAIN_AFTER_MS;
  }

  function prune(store: Store): void {
    const { position, isVerified } = delivered();
    // A database that cannot be verified may lack what it was sent: the blocks stay as long as there is room for them.
    store.prune(wall(), keepDays, isVerified ? position : undefined);
    store.renewReserve();
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
