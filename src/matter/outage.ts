import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Texts } from '../texts/texts.ts';
import type { CallKind, Listener } from './time-limit.ts';

/** An outage is over once calls have settled for so long and none was given up: Homebridge may answer now and then for hours. */
const OVER_AFTER_MS = 60_000;

/** By which what Matter shows is kept current. A registration that was not answered may stand, and is then not told again. */
const SHOWING: readonly CallKind[] = ['get', 'update'];

export interface OutageOptions {
  /** Of the meter. */
  readonly name: string;
  readonly log: Log;
  readonly texts: Texts['matter'];
  readonly clock: Pick<Clock, 'now'>;
}

/** Says once that Homebridge does not answer about a meter in Matter, and once that it does again. */
export function outageNews({ name, log, texts, clock }: OutageOptions): Listener {
  /** Of which kind of call none has settled since one was given up. */
  const unanswered = new Set<CallKind>();
  let isSaid = false;
  /** The first call that settled since one was given up. */
  let settledSinceMs: number | undefined;

  return {
    gaveUp(kind, afterMs) {
      unanswered.add(kind);
      settledSinceMs = undefined;
      if (!isSaid) log.warn(texts.noAnswer(name, afterMs / 1000));
      isSaid = true;
    },
    settled(kind) {
      unanswered.delete(kind);
      if (!isSaid || SHOWING.some((one) => unanswered.has(one))) return;
      settledSinceMs ??= clock.now();
      if (clock.now() - settledSinceMs < OVER_AFTER_MS) return;
      log.info(texts.answersAgain(name));
      isSaid = false;
    },
  };
}
