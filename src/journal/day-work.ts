import type { DayBacklog } from './days.ts';
import type { JournalLog } from './journal-log.ts';
import type { SignsOfLife, StoreAccess } from './store-access.ts';

/**
 * The longest that days are worked on at once. The thread hears of a stop, and takes Readings, only afterwards.
 */
const WORK_MS = 200;
/** The thread has this long for other work in between. */
const PAUSE_MS = 20;

/** Adds to the days what they lack, in small pieces: after a commit, and again and again until nothing is left. */
export interface DayWork {
  /** Does a piece of it, and the others later on. */
  begin(): void;
  /** How much is done, from 0 to 1; undefined when the days lack nothing. */
  readonly progress: number | undefined;
  stop(): void;
}

export function createDayWork(
  storeAccess: StoreAccess,
  log: Pick<JournalLog, 'takingOver' | 'takenOver'>,
  now: () => number,
  { alive }: SignsOfLife,
): DayWork {
  let backlog: DayBacklog | undefined;
  let timer: NodeJS.Timeout | undefined;

  function workABit(): void {
    timer = undefined;
    const untilMs = now() + WORK_MS;
    const result = storeAccess.whileOpen((store) => {
      const left = store.days.catchUp(() => now() < untilMs);
      if (left) alive?.();
      return { left };
    });
    // While the disk does not work, the next commit tries again.
    if (!result) return;
    backlog = result.left;
    if (!backlog) {
      log.takenOver();
      return;
    }
    log.takingOver(backlog.days);
    timer = setTimeout(workABit, PAUSE_MS).unref();
  }

  return {
    begin() {
      if (timer === undefined) workABit();
    },
    get progress() {
      return backlog?.progress;
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
