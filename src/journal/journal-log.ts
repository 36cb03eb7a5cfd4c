import type { Log } from '../log.ts';
import type { Texts } from '../texts/texts.ts';
import type { ClockTrust } from './clock-trust.ts';
import type { LostReadings } from './delete-oldest.ts';
import { diskTroubleOf } from './disk-trouble.ts';
import type { Damage } from './salvage.ts';

const CLOCK_WAIT_SAID_AFTER_MS = 60_000;

/** What the journal tells the user: each change once, and nothing while it lasts. */
export interface JournalLog {
  /** It cannot be written, and is kept in memory. */
  memoryOnly(error: unknown): void;
  /** Memory holds the `most` that it may, and has begun to forget the oldest. */
  forgetting(most: number): void;
  /** What was in memory is on disk, but for what it had forgotten. */
  written(forgotten: number): void;
  /** The database was damaged, and is now a file that is called `as`. The new one has the rest of it, if there is any. */
  setAside(as: string, damage: Damage | undefined): void;
  /** A block cannot be read. */
  unreadable(fromMs: number, toMs: number): void;
  clock(verdict: ClockTrust, openForMs: number): void;
  /** The database was full of what was not delivered, and its oldest had to go. */
  lost(loss: LostReadings): void;
  /** It was full, and minutes of the curves had to go before their time. */
  curvesCut(): void;
  /** How far the mirror is now: past what was lost, the loss is over. */
  delivered(position: number): void;
  /** It was closed with this many readings that could not be written. */
  closed(unwritten: number): void;
}

export function createJournalLog(log: Log, texts: Texts['journal'], path: string, mirrored: boolean): JournalLog {
  let memoryOnly = false;
  let forgetting = false;
  let clockWaits = false;
  const clockDoubts = new Set<ClockTrust['kind']>();
  let rotates = false;
  let curvesCut = false;
  let loss: LostReadings | undefined;

  function lossIsOver(): void {
    if (loss !== undefined) log.warn(texts.lost(loss.fromMs, loss.toMs));
    loss = undefined;
  }

  return {
    memoryOnly(error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!memoryOnly) log.error(texts.memoryOnly(path, texts.trouble[diskTroubleOf(error)](reason)));
      memoryOnly = true;
    },
    forgetting(most) {
      if (!forgetting) log.warn(texts.forgetting(most));
      forgetting = true;
    },
    written(forgotten) {
      if (memoryOnly || forgetting) log.info(texts.written(forgotten));
      memoryOnly = false;
      forgetting = false;
    },
    setAside: (as, damage) => log.error(damage ? texts.mended(path, as, damage) : texts.setAside(path, as)),
    unreadable: (fromMs, toMs) => log.warn(texts.unreadable(fromMs, toMs)),
    clock(verdict, openForMs) {
      if (verdict.kind === 'unset' || verdict.kind === 'behind') {
        if (clockWaits || openForMs < CLOCK_WAIT_SAID_AFTER_MS) return;
        clockWaits = true;
        log.warn(texts.clockWaits);
        return;
      }
      if (clockWaits) log.info(texts.clockSet);
      clockWaits = false;
      if (verdict.kind === 'trusted' || clockDoubts.has(verdict.kind)) return;
      clockDoubts.add(verdict.kind);
      log.warn(verdict.kind === 'ahead' ? texts.clockAhead(verdict.byMs) : texts.clockDisputed(verdict.byMs));
    },
    lost(more) {
      if (!mirrored) {
        if (!rotates) log.info(texts.rotates);
        rotates = true;
        return;
      }
      if (loss === undefined) log.warn(texts.losing(more.fromMs));
      loss = { ...more, fromMs: loss?.fromMs ?? more.fromMs };
    },
    curvesCut() {
      if (!curvesCut) log.info(texts.curvesCut);
      curvesCut = true;
    },
    delivered(position) {
      if (loss !== undefined && position > loss.end) lossIsOver();
    },
    closed(unwritten) {
      lossIsOver();
      if (unwritten > 0) log.warn(texts.unwritten(unwritten));
    },
  };
}
