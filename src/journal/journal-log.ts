import type { Log } from '../log.ts';
import type { Texts } from '../texts/texts.ts';
import type { ClockTrust } from './clock-trust.ts';
import type { LostReadings } from './delete-oldest.ts';
import { troubleText } from './disk-trouble.ts';
import type { Damage } from './salvage.ts';
import type { Taken } from './second-copy.ts';
import { copyFolderOf } from './second-copy-files.ts';

/** A clock that is set within a minute is not mentioned. */
const CLOCK_WAIT_SAID_AFTER_MS = 60_000;

/** The log of the journal: it says each change once, and nothing while a state lasts. */
export interface JournalLog {
  /** The disk does not work, and Readings are kept in memory. */
  memoryOnly(error: unknown): void;
  /** Memory holds `most` Readings, which is the limit, and the oldest are dropped. */
  memoryFull(most: number): void;
  /** The disk works, and has what was in memory; `dropped` Readings were dropped before. */
  written(dropped: number): void;
  /**
   * The database was damaged, and set aside as the file `as`. With a `damage`, the new one has everything except that; else nothing
   * could be read of it.
   */
  setAside(as: string, damage: Damage | undefined): void;
  /** The database has this from its second copy, as it lacked it. */
  takenFromCopy(taken: Taken): void;
  /** The second copy cannot be written. */
  notCopied(error: unknown): void;
  /** The second copy is up to date. */
  copied(): void;
  /** A block, which spans these times, cannot be read. */
  unreadable(fromMs: number, toMs: number): void;
  /** How far the clock is trusted, `openForMs` after the journal was opened. */
  clock(trust: ClockTrust, openForMs: number): void;
  /** The database was full, and Readings were deleted before they were delivered. */
  lost(readings: LostReadings): void;
  /** The database was full, and minutes were deleted before their time. */
  minutesDeleted(): void;
  /**
   * Readings were delivered up to this position. Once it is past the lost ones, the log names the times that were lost.
   */
  delivered(position: number): void;
  /** The journal was closed with this many Readings that could not be written. */
  closed(unwritten: number): void;
}

export function createJournalLog(log: Log, texts: Texts['journal'], path: string, mirrored: boolean): JournalLog {
  let isMemoryOnlySaid = false;
  let isMemoryFullSaid = false;
  let isClockWaitSaid = false;
  const saidClockDoubts = new Set<ClockTrust['kind']>();
  let isRotationSaid = false;
  let isNotCopiedSaid = false;
  let isMinutesDeletedSaid = false;
  /** Lost Readings that delivery has not passed yet. */
  let loss: LostReadings | undefined;

  function sayLoss(): void {
    if (loss !== undefined) log.warn(texts.lost(loss.fromMs, loss.toMs));
    loss = undefined;
  }

  return {
    memoryOnly(error) {
      if (!isMemoryOnlySaid) log.error(texts.memoryOnly(path, troubleText(error, texts)));
      isMemoryOnlySaid = true;
    },
    memoryFull(most) {
      if (!isMemoryFullSaid) log.warn(texts.forgetting(most));
      isMemoryFullSaid = true;
    },
    written(dropped) {
      if (isMemoryOnlySaid || isMemoryFullSaid) log.info(texts.written(dropped));
      isMemoryOnlySaid = false;
      isMemoryFullSaid = false;
    },
    setAside: (as, damage) => log.error(damage ? texts.mended(path, as, damage) : texts.setAside(path, as)),
    takenFromCopy({ days, imports }) {
      if (days + imports > 0) log.warn(texts.takenFromCopy(days, imports));
    },
    notCopied(error) {
      if (!isNotCopiedSaid) log.error(texts.notCopied(copyFolderOf(path), troubleText(error, texts)));
      isNotCopiedSaid = true;
    },
    copied() {
      if (isNotCopiedSaid) log.info(texts.copied);
      isNotCopiedSaid = false;
    },
    unreadable: (fromMs, toMs) => log.warn(texts.unreadable(fromMs, toMs)),
    clock(trust, openForMs) {
      if (trust.kind === 'unset' || trust.kind === 'behind') {
        if (isClockWaitSaid || openForMs < CLOCK_WAIT_SAID_AFTER_MS) return;
        isClockWaitSaid = true;
        log.warn(texts.clockWaits);
        return;
      }
      if (isClockWaitSaid) log.info(texts.clockSet);
      isClockWaitSaid = false;
      if (trust.kind === 'trusted' || saidClockDoubts.has(trust.kind)) return;
      saidClockDoubts.add(trust.kind);
      log.warn(trust.kind === 'ahead' ? texts.clockAhead(trust.byMs) : texts.clockDisputed(trust.byMs));
    },
    lost(more) {
      if (!mirrored) {
        if (!isRotationSaid) log.info(texts.rotates);
        isRotationSaid = true;
        return;
      }
      if (loss === undefined) log.warn(texts.losing(more.fromMs));
      loss = { ...more, fromMs: loss?.fromMs ?? more.fromMs };
    },
    minutesDeleted() {
      if (!isMinutesDeletedSaid) log.info(texts.curvesCut);
      isMinutesDeletedSaid = true;
    },
    delivered(position) {
      // Delivery goes on at `end`, and the position stays there for a minute more, in which other Readings may be lost.
      if (loss !== undefined && position > loss.end) sayLoss();
    },
    closed(unwritten) {
      sayLoss();
      if (unwritten > 0) log.warn(texts.unwritten(unwritten));
    },
  };
}
