import type { MatterAPI } from 'homebridge';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Texts } from '../texts/texts.ts';

/** Until Homebridge is told again what it has refused, or was told to do and has not done. */
export const RETRY_AFTER_MS = 10_000;
/** How long a call may take. Homebridge answers within a turn of the event loop, or never. */
const LIMIT_MS = 30_000;
/** Each call that is given up stays in memory: where none is answered, there is one an hour. */
const MOST_MS = 3_600_000;

export type CallKind = 'register' | 'unregister' | 'update' | 'get';

/** Why a call that was given up is rejected. It may have been done all the same. */
export class CallTimeout extends Error {}

/** Hears what becomes of the calls. */
export interface CallListener {
  /** A call was given up after so long. */
  gaveUp(kind: CallKind, afterMs: number): void;
  /** A call was resolved or rejected, in time or too late. */
  settled(kind: CallKind): void;
}

const NOBODY: CallListener = { gaveUp() {}, settled() {} };

/** The calls of Homebridge's Matter, one at a time, none of which is waited for without an end. */
export interface TimeLimitedCalls
  extends Pick<MatterAPI, 'registerPlatformAccessories' | 'unregisterPlatformAccessories'> {
  updateAccessoryState(uuid: string, cluster: string, attributes: Record<string, unknown>): Promise<void>;
  getAccessoryState(uuid: string, cluster: string): Promise<Record<string, unknown> | undefined>;
  /** Ends what is under way: no call settles any more, and Homebridge is not called again. */
  stop(): void;
}

/**
 * Rejects a call with `NoAnswer` when it has not settled in time: after 30 s, and after twice as long each time as long as
 * none of its kind settles.
 */
export function timeLimitedCalls(
  matter: MatterAPI,
  clock: Pick<Clock, 'after'>,
  listener: CallListener = NOBODY,
): TimeLimitedCalls {
  const limitsMs = new Map<CallKind, number>();
  let cancel = () => {};
  let isStopped = false;

  function inTime<T>(kind: CallKind, call: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (isStopped) return;
      const called = call();
      const limitMs = limitsMs.get(kind) ?? LIMIT_MS;
      const cancelThis = clock.after(limitMs, () => {
        limitsMs.set(kind, Math.min(2 * limitMs, MOST_MS));
        listener.gaveUp(kind, limitMs);
        reject(new CallTimeout(`no answer within ${limitMs / 1000} s`));
      });
      cancel = cancelThis;
      const settle = (pass: () => void) => {
        cancelThis();
        limitsMs.delete(kind);
        if (isStopped) return;
        listener.settled(kind);
        pass();
      };
      called.then(
        (value) => settle(() => resolve(value)),
        (error) => settle(() => reject(error)),
      );
    });
  }

  return {
    registerPlatformAccessories: (...given) => inTime('register', () => matter.registerPlatformAccessories(...given)),
    unregisterPlatformAccessories: (...given) =>
      inTime('unregister', () => matter.unregisterPlatformAccessories(...given)),
    updateAccessoryState: (...given) => inTime('update', () => matter.updateAccessoryState(...given)),
    getAccessoryState: (...given) => inTime('get', () => matter.getAccessoryState(...given)),
    stop() {
      isStopped = true;
      cancel();
    },
  };
}

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
export function outageLog({ name, log, texts, clock }: OutageOptions): CallListener {
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
