import type { MatterAccessory, MatterAPI } from 'homebridge';
import type { Clock } from '../base/clock.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../base/plugin-names.ts';
import type { TicMode } from '../reading/reading.ts';
import { accessoryDefinition, declaredMeasurements, matterUuid, POWER } from './accessory-definition.ts';
import type { MatterMeterConfig } from './accessory-type.ts';
import type { PendingReading } from './latest-reading.ts';
import { type Measurements, measurementNames } from './measurements.ts';
import { CallTimeout, RETRY_AFTER_MS, type TimeLimitedCalls } from './time-limited-calls.ts';

/** The longest wait before a request is repeated. Each request that fails is an error in Homebridge's log. */
const MAX_RETRY_AFTER_MS = 3_600_000;
/** The resolution with which the time since a request is measured. */
const TICK_MS = 1000;

export interface RegistrationOptions {
  readonly meter: MatterMeterConfig;
  readonly matter: MatterAPI;
  readonly calls: TimeLimitedCalls;
  readonly clock: Pick<Clock, 'after'>;
  /** Called when somebody switches the outlet off. */
  readonly onSwitchedOff: () => void;
}

/** The accessory of a meter as it is registered in Homebridge's Matter. Only one of these methods may run at a time. */
export interface Registration {
  /** Whether Homebridge has been asked to register the meter, so that there may be attributes to update. */
  readonly isDeclared: boolean;
  /**
   * Registers the accessory that Homebridge restored, unless Homebridge has accepted another request since. Homebridge refuses it while its
   * Matter starts, and an accessory that nobody registers is missing from the next cache that Homebridge writes. `retry` is called ten
   * seconds after a refusal.
   * @throws the error of Homebridge
   */
  restore(accessory: MatterAccessory, retry: () => void): Promise<void>;
  /**
   * Brings the registered attributes in line with those that the meter sends. Takes one step at a time, so it must be called again with the
   * next reading. Resolves to whether the meter was registered with the values of this one.
   * @throws the error of Homebridge
   */
  reconcile(measured: Measurements, pending: PendingReading): Promise<boolean>;
  stop(): void;
}

/** The attributes that an accessory was registered with (`measurementNames`), and the mode in which the meter sent them, if known. */
interface Declared {
  readonly names: ReadonlySet<string>;
  readonly mode?: TicMode;
}

/** The last request to Homebridge, the time since then, and the time after which it is repeated. */
interface LastRequest {
  readonly kind: 'register' | 'unregister';
  elapsedMs: number;
  readonly retryAfterMs: number;
}

/**
 * Homebridge answers a request before it carries it out, and never reports the outcome. So the state of the accessory is read back. A
 * request that has no effect after ten seconds is repeated; the wait doubles each time.
 *
 * While Homebridge removes an accessory, the state is already gone, but registering the accessory again is still an error in the log. The
 * removal ends within one turn of the event loop, in which more readings may be waiting. So a new request has to wait for later turns: the
 * time since the last request is counted by ticks of a timer, each of which is a later turn. (If the process is suspended, the whole pause
 * counts as one tick.)
 */
export function createRegistration({ meter, matter, calls, clock, onSwitchedOff }: RegistrationOptions): Registration {
  const uuid = matterUuid(meter, matter);
  let declared: Declared | undefined;
  let last: LastRequest | undefined;
  /** Whether Homebridge has accepted any request since the start. */
  let hasAccepted = false;
  let isStopped = false;
  let cancelTick = () => {};
  let cancelRestore = () => {};

  async function register(measured: Measurements, mode?: TicMode): Promise<void> {
    // Noted before the call, which may be carried out even if it is never answered.
    declared = { names: measurementNames(measured), mode };
    await calls.registerPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [
      accessoryDefinition(meter, matter, measured, onSwitchedOff),
    ]);
    noteRequest('register');
  }

  async function unregister(measured: Measurements): Promise<void> {
    const definition = accessoryDefinition(meter, matter, measured, onSwitchedOff);
    await calls.unregisterPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [definition]);
    noteRequest('unregister');
  }

  function noteRequest(kind: LastRequest['kind']): void {
    const retryAfterMs = last?.kind === kind ? Math.min(2 * last.retryAfterMs, MAX_RETRY_AFTER_MS) : RETRY_AFTER_MS;
    last = { kind, retryAfterMs, elapsedMs: 0 };
    hasAccepted = true;
    cancelTick();
    if (!isStopped) countTicks(last);
  }

  function countTicks(request: LastRequest): void {
    cancelTick = clock.after(TICK_MS, () => {
      request.elapsedMs += TICK_MS;
      if (request.elapsedMs < request.retryAfterMs) countTicks(request);
    });
  }

  /** Whether a request of this kind is too early: it was just made, or Homebridge may still carry out the other one. */
  function isTooEarlyFor(kind: LastRequest['kind']): boolean {
    return last !== undefined && last.elapsedMs < (last.kind === kind ? last.retryAfterMs : RETRY_AFTER_MS);
  }

  return {
    get isDeclared() {
      return declared !== undefined;
    },
    async restore(accessory, retry) {
      if (hasAccepted) return;
      try {
        await register(declaredMeasurements(accessory), declared?.mode);
      } catch (error) {
        if (!(error instanceof CallTimeout) && !isStopped) cancelRestore = clock.after(RETRY_AFTER_MS, retry);
        throw error;
      }
    },
    async reconcile(measured, { reading, damagedInARow }) {
      const { mode } = reading.frame;
      const names = measurementNames(measured);
      const isRegistered = (await calls.getAccessoryState(uuid, POWER)) !== undefined;
      // A damaged reading may lack attributes that the meter has, so it must not cause an attribute to be removed.
      const hasAllDeclared = declared !== undefined && isSubset(declared.names, names);
      if (isRegistered && damagedInARow > 0 && !hasAllDeclared) return false;
      if (isRegistered && declared && isUpToDate(declared, names, mode)) {
        declared = { names: declared.names, mode };
        // Not earlier, since the state that was read may belong to an accessory of another type, which Homebridge has not replaced yet.
        if (last && last.elapsedMs >= last.retryAfterMs) last = undefined;
        return false;
      }
      if (isTooEarlyFor(isRegistered ? 'unregister' : 'register')) return false;
      if (isRegistered) await unregister(measured);
      else await register(measured, mode);
      return !isRegistered;
    },
    stop() {
      isStopped = true;
      cancelTick();
      cancelRestore();
    },
  };
}

/** In the same mode a reading may lack attributes; in another mode it must have exactly the declared ones. */
function isUpToDate(declared: Declared, names: ReadonlySet<string>, mode: TicMode): boolean {
  return isSubset(names, declared.names) && (declared.mode === mode || declared.names.size === names.size);
}

function isSubset(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every((name) => all.has(name));
}
