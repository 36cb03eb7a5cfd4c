import { systemClock } from '../../../src/base/clock.ts';
import type { Log } from '../../../src/base/log.ts';
import { type Journal, type JournalOptions, openJournal } from '../../../src/journal/journal.ts';
import { textsIn } from '../../../src/texts/texts.ts';
import { createTroubleList } from '../../../src/trouble/list.ts';
import type { TroubleWords } from '../../../src/trouble/words.ts';
import { readingAt } from '../reading-at.ts';
import { noise } from '../scene.ts';

const { en } = textsIn;

/** Ten minutes before midnight in Paris. */
export const BEGIN_MS = Date.UTC(2026, 6, 28, 21, 50);
/** The time from a Reading to the next. */
const STEP_MS = 20_000;
export const METER = 'linky';
/** The note that each commit writes: how many Readings there are then. */
export const COMMITTED = 'committed';
const FIRST_WH = 1_000_000;
const STEP_WH = 7;
/** Half of it is for the WAL, which is checkpointed after a third. */
const OVERHEAD_BYTES = 90_000;

/** How each line begins that says a loss of Readings. */
export const LOSS = 'LOSS';
/** How the line begins that says what is back from the second copy. */
export const BACK = 'BACK';
const { says, news } = en.troubles;
export const words: TroubleWords = {
  ...en.troubles,
  says: {
    ...says,
    history: { ...says.history, losing: ({ fromMs }) => ({ says: `${LOSS} from ${fromMs} on`, cure: '' }) },
  },
  news: {
    ...news,
    'history.lost': ({ fromMs, toMs }) => `${LOSS} from ${fromMs} to ${toMs}`,
    'history.unreadable': ({ fromMs, toMs }) => `${LOSS} from ${fromMs} to ${toMs} on the disk`,
    'history.takenFromCopy': ({ days, imports }) => `${BACK} are ${days} days and ${imports} imports`,
    'history.setAside': () => `${LOSS} of all`,
    'history.mended': ({ readings, minutes, days, imports }) => {
      const lost = { readings, minutes, days, imports };
      return `${Object.values(lost).some(Boolean) ? LOSS : 'Nothing lost'} ${JSON.stringify(lost)}`;
    },
  },
};

/** The wall time of the Reading with a number. It is known without the journal, as is all else about it. */
export const timeOf = (number: number) => BEGIN_MS + number * STEP_MS;
export const indexOf = (number: number) => FIRST_WH + number * STEP_WH;

/** A journal whose Readings are numbered, mostly by their positions. */
export interface NumberedJournal {
  readonly journal: Journal;
  /** Takes so many Readings; with `isLarge` each of them takes some 3 kB. */
  take(count: number, isLarge?: boolean): void;
  /** Lets the clocks go on. */
  pass(ms: number): void;
}

/**
 * Opens the journal of a life, or of what a power cut has left of one, with a new list of what is wrong, which speaks in a log.
 * @param numberAt the number of the next Reading, whose position is given as far as it is known
 */
export function openNumbered(
  path: string,
  log: Log,
  { words: spoken = words, ...more }: Partial<JournalOptions> & { readonly words?: TroubleWords } = {},
  numberAt: (position: number) => number = (position) => position,
): NumberedJournal {
  const clock = { nowMs: 0, wallMs: BEGIN_MS };
  const clocks = { now: () => clock.nowMs, wall: () => clock.wallMs };
  const journal = openJournal({
    ...{ path, texts: en.journal, mirrored: true, builtAtMs: Date.UTC(2026, 0, 1), ...clocks },
    reports: createTroubleList({ log, words: spoken, clock: { ...clocks, after: systemClock.after } }),
    ...{ config: { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes: 4 }, overheadBytes: OVERHEAD_BYTES },
    ...more,
  });

  function pass(ms: number): void {
    clock.nowMs += ms;
    clock.wallMs += ms;
  }

  return {
    journal,
    pass,
    take(count, isLarge = false) {
      for (let nth = 0; nth < count; nth += 1) {
        const number = numberAt(journal.end);
        pass(timeOf(number) - clock.wallMs);
        const { frame } = readingAt(0);
        journal.take(
          METER,
          readingAt(clock.nowMs, {
            ...{ apparentPowerVA: number, importedWh: indexOf(number), registers: { BASE: indexOf(number) } },
            ...(isLarge && { frame: { ...frame, labels: { NOISE: noise(number) } } }),
          }),
        );
      }
    },
  };
}
