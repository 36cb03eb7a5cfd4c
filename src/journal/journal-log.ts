import { dirname } from 'node:path';
import { MINUTE_MS } from '../base/paris-time.ts';
import { copyFolderOf } from '../base/plugin-names.ts';
import type { Reports } from '../trouble/news.ts';
import type { TroubleFacts, UndatedTrouble } from '../trouble/trouble.ts';
import type { ClockTrust } from './clock-trust.ts';
import type { LostReadings } from './delete-oldest.ts';
import { closedPathsOf, diskTroubleOf, messageOf } from './disk-trouble.ts';
import type { Later } from './later.ts';
import type { Damage } from './salvage.ts';
import type { Taken } from './take-from-copy.ts';

/** If the clock is set within a minute, nothing is reported. */
const CLOCK_WAIT_SAID_AFTER_MS = 60_000;

/** What the journal reports: trouble with its disk and with the clock, and losses. */
export interface JournalLog {
  /** The disk does not work, so Readings are kept in memory. */
  memoryOnly(error: unknown): void;
  /** Memory holds `most` Readings, which is the limit, so the oldest are dropped. */
  memoryFull(most: number): void;
  /** The disk works and holds what was in memory; `dropped` Readings were dropped before. */
  written(dropped: number): void;
  /**
   * The database was damaged and set aside as the file `as`. With `damage`, the new database has everything else; without it, nothing could
   * be read of the old one.
   */
  setAside(as: string, damage: Damage | undefined): void;
  /** The database lacked this and has taken it from its second copy, some of whose files may be unreadable. */
  takenFromCopy(taken: Taken): void;
  /** The second copy cannot be written. */
  notCopied(error: unknown): void;
  /** The second copy is up to date. */
  copied(): void;
  /** A block that spans these times cannot be read. */
  unreadable(fromMs: number, toMs: number): void;
  /** How far the clock is trusted, `openForMs` after the journal was opened. */
  clock(trust: ClockTrust, openForMs: number): void;
  /** The clock was set back by more than a day, and these were dated before that. */
  clockSetBack(later: Later): void;
  /** The database was full, and Readings were deleted before they were delivered. */
  lost(readings: LostReadings): void;
  /** The database was full, and minutes were deleted before their time. */
  minutesDeleted(): void;
  /** Readings were delivered up to this position. Once it is past the lost ones, the times of the loss are reported. */
  delivered(position: number): void;
  /** The journal was closed with this many Readings that could not be written. */
  closed(unwritten: number): void;
}

export function createJournalLog({ report, tell }: Reports, path: string, mirrored: boolean): JournalLog {
  const folder = copyFolderOf(path);
  /** Lost Readings whose positions delivery has not passed yet. */
  let loss: LostReadings | undefined;
  // A thread that ended during a loss has not reported that it is over.
  report('room', undefined);

  function endLoss(): void {
    if (loss !== undefined) tell({ part: 'history', kind: 'lost', fromMs: loss.fromMs, toMs: loss.toMs });
    loss = undefined;
    report('room', undefined);
  }

  return {
    memoryOnly: (error) => report('journal', { part: 'history', kind: diskTroubleOf(error), path, ...factsOf(error) }),
    memoryFull: (most) => report('memory', { part: 'history', kind: 'dropping', path, says: '', most }),
    written(dropped) {
      report('journal', undefined);
      report('memory', undefined);
      if (dropped > 0) tell({ part: 'history', kind: 'dropped', count: dropped });
    },
    setAside: (as, damage) =>
      tell(
        damage
          ? { part: 'history', kind: 'mended', path, as, ...damage }
          : { part: 'history', kind: 'setAside', path, as },
      ),
    takenFromCopy({ days, imports, unreadable }) {
      if (days + imports > 0) tell({ part: 'history', kind: 'takenFromCopy', days, imports });
      if (unreadable.length > 0)
        tell({ part: 'history', kind: 'copyUnreadable', folder, files: unreadable.join(', ') });
    },
    notCopied: (error) =>
      report('second copy', {
        ...{ part: 'history', kind: 'notCopied', path: folder },
        ...{ why: diskTroubleOf(error), ...factsOf(error) },
      }),
    copied: () => report('second copy', undefined),
    unreadable: (fromMs, toMs) => tell({ part: 'history', kind: 'unreadable', fromMs, toMs }),
    clock(trust, openForMs) {
      const isExpected = trust.kind === 'unset' || trust.kind === 'behind';
      if (isExpected && openForMs < CLOCK_WAIT_SAID_AFTER_MS) return;
      report('clock', clockTrouble(trust));
      if (trust.kind === 'disputed' && !isTrouble(trust.byMs)) {
        tell({ part: 'clock', kind: 'disputed', byMs: wholeMinutes(trust.byMs) });
      }
    },
    clockSetBack: (later) => tell({ part: 'clock', kind: 'setBack', folder: dirname(path), ...later }),
    lost(more) {
      if (!mirrored) return tell({ part: 'history', kind: 'rotates' });
      loss = { ...more, fromMs: loss?.fromMs ?? more.fromMs };
      report('room', { part: 'history', kind: 'losing', path, says: '', fromMs: loss.fromMs });
    },
    minutesDeleted: () => tell({ part: 'history', kind: 'curvesCut' }),
    delivered(position) {
      // Delivery continues at `end`, and the stored position stays there for another minute, in which more Readings may be lost.
      if (loss !== undefined && position > loss.end) endLoss();
    },
    closed(unwritten) {
      endLoss();
      if (unwritten > 0) tell({ part: 'history', kind: 'unwritten', count: unwritten });
    },
  };
}

function factsOf(error: unknown): Pick<TroubleFacts['history'], 'says' | 'closed'> {
  const closed = closedPathsOf(error);
  return { says: messageOf(error), ...(closed && { closed }) };
}

function clockTrouble(trust: ClockTrust): UndatedTrouble<'clock'> | undefined {
  switch (trust.kind) {
    case 'trusted':
      return undefined;
    case 'unset':
      return { part: 'clock', kind: 'unset', waits: true };
    case 'behind':
      return { part: 'clock', kind: 'behind', byMs: wholeMinutes(trust.byMs), waits: true };
    case 'disputed':
      if (!isTrouble(trust.byMs)) return undefined;
      return { part: 'clock', kind: 'behind', byMs: wholeMinutes(trust.byMs), waits: false };
    case 'ahead':
      return { part: 'clock', kind: 'ahead', byMs: wholeMinutes(trust.byMs), waits: trust.waits };
  }
}

/**
 * Whether a difference that network time has not resolved is large enough to be listed as a trouble. A smaller one may just as well be due
 * to the meter's clock, which nobody here can set, so it is only reported once.
 */
function isTrouble(byMs: number): boolean {
  return byMs >= 30 * MINUTE_MS;
}

/** A meter's DATE has no fractions of a second, so the difference that it shows varies with each Reading. */
function wholeMinutes(ms: number): number {
  return Math.round(ms / MINUTE_MS) * MINUTE_MS;
}
