import type { JournalConfig } from '../config.ts';
import type { Clocks } from './calendar.ts';
import type { Notices } from './notice.ts';
import type { Store } from './store.ts';

const UPKEEP_EVERY_MS = 3_600_000;

/**
 * What is done to the store after each commit: it is kept to its size, and once an hour what is old goes, if the clock is
 * one that may say what is old.
 */
export type Upkeep = (store: Store, delivered: number, isClockSure: boolean) => void;

export function upkeepOf(
  { keepDays, maxMegabytes }: JournalConfig,
  { now, wall }: Pick<Clocks, 'now' | 'wall'>,
  notices: Notices,
  mirrored: boolean,
): Upkeep {
  let dueMs = now();
  return (store, delivered, isClockSure) => {
    // Without a mirror nobody waits for the blocks: they go first, and the curves keep their minutes.
    const spare = mirrored ? delivered : store.end;
    const { loss, ofCurves } = store.shrink(maxMegabytes * 1e6, delivered, spare);
    if (loss !== undefined) notices.lost(loss);
    if (ofCurves) notices.curvesCut();
    notices.delivered(delivered);
    if (!isClockSure || now() < dueMs) return;
    const isDone = store.prune(wall(), keepDays, delivered);
    dueMs = isDone ? now() + UPKEEP_EVERY_MS : now();
  };
}
