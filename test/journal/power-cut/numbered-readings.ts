import { type Journal, type JournalOptions, openJournal } from '../../../src/journal/journal.ts';
import type { Log } from '../../../src/log.ts';
import { en } from '../../../src/texts/en/texts.ts';
import { readingAt } from '../reading-at.ts';
import { noise } from '../scene.ts';

/** Ten minutes before midnight in Paris. */
export const BEGIN_MS = Date.UTC(2026, 6, 28, 21, 50);
/** The time from a Reading to the next. */
const STEP_MS = 20_000;
export const METER = 'linky';
/** The note that each commit writes: how many Readings there are then. */
export const COMMITTED = 'committed';
const FIRST_WH = 1_000_000;
const STEP_WH = 7;
/** A third of it is the reserve, and the WAL is checkpointed after two ninths. */
const OVERHEAD_BYTES = 90_000;

/** How each line begins that says a loss of Readings. */
export const LOSS = 'LOSS';
const texts: JournalOptions['texts'] = {
  ...en.journal,
  losing: (fromMs) => `${LOSS} from ${fromMs} on`,
  lost: (fromMs, toMs) => `${LOSS} from ${fromMs} to ${toMs}`,
  unreadable: (fromMs, toMs) => `${LOSS} from ${fromMs} to ${toMs} on the disk`,
  setAside: () => `${LOSS} of all`,
  mended: (_path, _as, damage) =>
    `${Object.values(damage).some(Boolean) ? LOSS : 'Nothing lost'} ${JSON.stringify(damage)}`,
};

/** The wall time of the Reading at a position. It is known without the journal, as is all else about it. */
export const timeOf = (position: number) => BEGIN_MS + position * STEP_MS;
export const indexOf = (position: number) => FIRST_WH + position * STEP_WH;

/** A journal whose Readings are numbered by their positions. */
export interface NumberedJournal {
  readonly journal: Journal;
  /** Takes so many Readings; with `isLarge` each of them takes some 3 kB. */
  take(count: number, isLarge?: boolean): void;
}

/** Opens the journal of a life, or of what a power cut has left of one. */
export function openNumbered(path: string, log: Log, more: Partial<JournalOptions> = {}): NumberedJournal {
  const clock = { nowMs: 0, wallMs: BEGIN_MS };
  const journal = openJournal({
    ...{ path, log, texts, mirrored: true, builtAtMs: Date.UTC(2026, 0, 1) },
    ...{ now: () => clock.nowMs, wall: () => clock.wallMs },
    ...{ config: { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes: 4 }, overheadBytes: OVERHEAD_BYTES },
    ...more,
  });
  return {
    journal,
    take(count, isLarge = false) {
      for (let nth = 0; nth < count; nth += 1) {
        const position = journal.end;
        const passedMs = timeOf(position) - clock.wallMs;
        clock.nowMs += passedMs;
        clock.wallMs += passedMs;
        const { frame } = readingAt(0);
        journal.take(
          METER,
          readingAt(clock.nowMs, {
            ...{ apparentPowerVA: position, importedWh: indexOf(position), registers: { BASE: indexOf(position) } },
            ...(isLarge && { frame: { ...frame, labels: { NOISE: noise(position) } } }),
          }),
        );
      }
    },
  };
}
