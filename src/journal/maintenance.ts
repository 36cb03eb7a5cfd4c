import type { JournalConfig } from '../config/config.ts';
import type { Clocks } from './dating.ts';
import type { Deletion } from './delete-oldest.ts';
import type { SignsOfLife } from './disk.ts';
import type { JournalLog } from './journal-log.ts';
import type { Store } from './store.ts';

const PRUNE_EVERY_MS = 3_600_000;
/** How long one commit works on the size: the thread hears of a stop only afterwards, and a stop has a second. */
const MAKE_ROOM_MS = 500;

/** How far the mirror is, and whether that can be verified where it sends to. */
export interface DeliveredUpTo {
  readonly position: number;
  readonly isVerified: boolean;
}

/** What is done to the store around each commit. */
export interface Maintenance {
  /**
   * Keeps its files to their size: before something is written, so that a full disk does not keep it from getting smaller.
   * What that takes longer than half a second since `beganMs`, on the monotonic clock, is left to the next commit.
   */
  makeRoom(store: Store, place: DeliveredUpTo, beganMs: number): void;
  /** Takes out what is old, once an hour, if the clock is one that may say what is old. */
  prune(store: Store, place: DeliveredUpTo, isClockSure: boolean): void;
}

export function createMaintenance(
  { keepDays }: JournalConfig,
  { now, wall }: Pick<Clocks, 'now' | 'wall'>,
  notices: JournalLog,
  { mirrored, alive }: { readonly mirrored: boolean } & SignsOfLife,
): Maintenance {
  let dueMs = now();
  return {
    makeRoom(store, { position }, beganMs) {
      // Without a mirror nobody waits for the blocks: they go first, and the curves keep their minutes.
      const freeBefore = mirrored ? position : (store.end ?? 0);
      store.keepWithin({ delivered: position, freeBefore }, tellCut, () => now() - beganMs < MAKE_ROOM_MS);
      notices.delivered(position);
    },
    prune(store, { position, isVerified }, isClockSure) {
      if (!isClockSure || now() < dueMs) return;
      // What cannot be verified may be missing there: it is kept as long as there is room for it.
      store.prune(wall(), keepDays, isVerified ? position : undefined);
      store.renewReserve();
      dueMs = now() + PRUNE_EVERY_MS;
    },
  };

  function tellCut(cut: Deletion): void {
    alive?.();
    if (cut.kind === 'minutes') notices.curvesCut();
    else if (cut.loss) notices.lost(cut.loss);
  }
}
