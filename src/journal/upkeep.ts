import type { JournalConfig } from '../config.ts';
import type { Clocks } from './calendar.ts';
import type { Signs } from './disk.ts';
import type { Notices } from './notice.ts';
import type { Store } from './store.ts';

const PRUNE_EVERY_MS = 3_600_000;

/** How far the mirror is, and whether that can be verified where it sends to. */
export interface Delivered {
  readonly position: number;
  readonly isVerified: boolean;
}

/** What is done to the store around each commit. */
export interface Upkeep {
  /** Keeps its files to their size: before something is written, so that a full disk does not keep it from getting smaller. */
  makeRoom(store: Store, delivered: Delivered): void;
  /** Takes out what is old, once an hour, if the clock is one that may say what is old. */
  prune(store: Store, delivered: Delivered, isClockSure: boolean): void;
}

export function upkeepOf(
  { keepDays, maxMegabytes }: JournalConfig,
  { now, wall }: Pick<Clocks, 'now' | 'wall'>,
  notices: Notices,
  { mirrored, alive }: { readonly mirrored: boolean } & Signs,
): Upkeep {
  let dueMs = now();
  return {
    makeRoom(store, { position }) {
      // Without a mirror nobody waits for the blocks: they go first, and the curves keep their minutes.
      const spare = mirrored ? position : (store.end ?? 0);
      store.keepWithin(maxMegabytes * 1e6, { delivered: position, spare }, (cut) => {
        alive?.();
        if (cut.kind === 'minutes') notices.curvesCut();
        else if (cut.loss) notices.lost(cut.loss);
      });
      notices.delivered(position);
    },
    prune(store, { position, isVerified }, isClockSure) {
      if (!isClockSure || now() < dueMs) return;
      // What cannot be verified may be missing there: it is kept as long as there is room for it.
      store.prune(wall(), keepDays, isVerified ? position : undefined);
      dueMs = now() + PRUNE_EVERY_MS;
    },
  };
}
