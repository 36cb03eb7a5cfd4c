import type { MatterAPI } from 'homebridge';
import type { Clock } from '../base/clock.ts';
import type { MeterConfig } from '../config/config.ts';
import type { Reports } from '../trouble/news.ts';
import type { Slot } from '../trouble/trouble.ts';

/** How long to wait before Homebridge is asked again for what it refused, or accepted but did not do. */
export const RETRY_AFTER_MS = 10_000;
/** The first timeout of a call. Homebridge answers within a turn of the event loop, or never. */
const TIMEOUT_MS = 30_000;
/** The longest timeout. A call that was given up stays in memory: if none is answered, that is one call an hour. */
const MAX_TIMEOUT_MS = 3_600_000;

type CallKind = 'register' | 'unregister' | 'update' | 'get';

/** The error of a call that was given up. Homebridge may have done what was asked nevertheless. */
export class CallTimeout extends Error {}

/** Receives the outcome of the calls. */
export interface CallListener {
  /** A call was given up after this time. */
  onTimeout(kind: CallKind, afterMs: number): void;
  /** A call was resolved or rejected, in time or after it was given up. */
  onSettled(kind: CallKind): void;
}

const NO_LISTENER: CallListener = { onTimeout() {}, onSettled() {} };

/** The calls to Homebridge's Matter, each with a timeout. Only one may run at a time. */
export interface TimeLimitedCalls
  extends Pick<MatterAPI, 'registerPlatformAccessories' | 'unregisterPlatformAccessories'> {
  updateAccessoryState(uuid: string, cluster: string, attributes: Record<string, unknown>): Promise<void>;
  getAccessoryState(uuid: string, cluster: string): Promise<Record<string, unknown> | undefined>;
  /** Makes no more calls to Homebridge; no promise settles from now on, not even that of the running call. */
  stop(): void;
}

/**
 * Rejects a call with `CallTimeout` if it has not settled within 30 s. The timeout doubles each time, up to an hour, and is 30 s again once
 * a call of the same kind has settled.
 */
export function timeLimitedCalls(
  matter: MatterAPI,
  clock: Pick<Clock, 'after'>,
  listener: CallListener = NO_LISTENER,
): TimeLimitedCalls {
  const timeoutsMs = new Map<CallKind, number>();
  let cancelTimeout = () => {};
  let isStopped = false;

  function inTime<T>(kind: CallKind, call: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (isStopped) return;
      const called = call();
      const timeoutMs = timeoutsMs.get(kind) ?? TIMEOUT_MS;
      const cancelThis = clock.after(timeoutMs, () => {
        timeoutsMs.set(kind, Math.min(2 * timeoutMs, MAX_TIMEOUT_MS));
        listener.onTimeout(kind, timeoutMs);
        reject(new CallTimeout(`no answer within ${timeoutMs / 1000} s`));
      });
      cancelTimeout = cancelThis;
      const settle = (resolveOrReject: () => void) => {
        cancelThis();
        timeoutsMs.delete(kind);
        if (isStopped) return;
        listener.onSettled(kind);
        resolveOrReject();
      };
      called.then(
        (value) => settle(() => resolve(value)),
        (error) => settle(() => reject(error)),
      );
    });
  }

  return {
    registerPlatformAccessories: (...args) => inTime('register', () => matter.registerPlatformAccessories(...args)),
    unregisterPlatformAccessories: (...args) =>
      inTime('unregister', () => matter.unregisterPlatformAccessories(...args)),
    updateAccessoryState: (...args) => inTime('update', () => matter.updateAccessoryState(...args)),
    getAccessoryState: (...args) => inTime('get', () => matter.getAccessoryState(...args)),
    stop() {
      isStopped = true;
      cancelTimeout();
    },
  };
}

/**
 * The calls that must be answered again before an outage is over: those that keep Matter current. A registration that was given up is not
 * among them: it may have been carried out, and is then not repeated.
 */
const NEEDED_CALLS: readonly CallKind[] = ['get', 'update'];
/** An outage is over only after calls have been answered for this long: in some outages, one call is answered between two that are not. */
const OVER_AFTER_MS = 60_000;

/** Reports when Homebridge stops answering about a meter in Matter, and when it answers again. */
export function outageLog(
  { slug, name }: Pick<MeterConfig, 'slug' | 'name'>,
  { report }: Reports,
  clock: Pick<Clock, 'now'>,
): CallListener {
  const slot: Slot = `matter ${slug}`;
  /** The kinds of which a call was given up and none has settled since. */
  const unanswered = new Set<CallKind>();
  /** The time of the first call that settled after the last one that was given up. */
  let settledSinceMs: number | undefined;
  return {
    onTimeout(kind, afterMs) {
      unanswered.add(kind);
      settledSinceMs = undefined;
      report(slot, { part: 'matter', kind: 'noAnswer', meter: slug, name, seconds: afterMs / 1000 });
    },
    onSettled(kind) {
      unanswered.delete(kind);
      if (NEEDED_CALLS.some((needed) => unanswered.has(needed))) return;
      settledSinceMs ??= clock.now();
      if (clock.now() - settledSinceMs >= OVER_AFTER_MS) report(slot, undefined);
    },
  };
}
