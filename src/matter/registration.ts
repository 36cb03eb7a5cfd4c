import type { MatterAccessory, MatterAPI } from 'homebridge';
import type { Clock } from '../clock.ts';
import type { MeterConfig } from '../config/config.ts';
import type { TicMode } from '../reading.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../settings.ts';
import { accessoryDefinition, declaredMeasurements, matterUuid, POWER } from './accessory-definition.ts';
import type { PendingReading } from './coalescing-queue.ts';
import { type Measurements, measurementNames } from './measurements.ts';
import { CallTimeout, RETRY_AFTER_MS, type TimeLimitedCalls } from './time-limited-calls.ts';

/** The longest that Homebridge has before it is told the same once more. Each failure is an error in its log. */
const AGAIN_MOST_MS = 3_600_000;
/** How often the time that it has had is counted. */
const COUNTED_EVERY_MS = 1000;

export interface RegistrationOptions {
  readonly meter: MeterConfig;
  readonly matter: MatterAPI;
  readonly calls: TimeLimitedCalls;
  readonly clock: Pick<Clock, 'after'>;
  /** Called when somebody switches the outlet off. */
  readonly switchedOff: () => void;
}

/** What Homebridge has registered of a meter in Matter. No two of its calls may run at once. */
export interface Registration {
  /** Whether Homebridge was told of the meter's attributes, so that there is something to show. */
  readonly isDeclared: boolean;
  /**
   * Registers what Homebridge restored, unless it has been told something since. Calls `again` after ten seconds when it
   * refuses, as it does while its Matter starts: what nobody has registered is not in the cache that it writes next.
   * @throws what Homebridge says
   */
  restore(accessory: MatterAccessory, again: () => void): Promise<void>;
  /**
   * Brings what stands in line with what the meter tells, one step at a time: it is to be called again with the next
   * reading. Gives whether the meter was registered with this one.
   * @throws what Homebridge says
   */
  follow(measured: Measurements, untold: PendingReading): Promise<boolean>;
  stop(): void;
}

/** The attributes of an accessory, and the mode in which the meter told of them; absent before it has. */
interface Declared {
  readonly names: ReadonlySet<string>;
  readonly mode?: TicMode;
}

/** What Homebridge was told to do, how long it has had for it, and how long it has before it is told again. */
interface Told {
  readonly what: 'register' | 'unregister';
  hadMs: number;
  readonly waitMs: number;
}

/**
 * Homebridge neither waits for what it is told to do nor says whether it was done, so what stands is read back from it. While
 * it removes an accessory, its state is already gone, yet registering it again is an error in the log. Nothing says when the
 * removal is done; it is within one turn of the event loop, in which more readings may wait. So the time that Homebridge has
 * is counted in rings of a timer, each in a later turn: a machine that stood still counts as one ring. What it has not done in
 * ten seconds it is told again, then after twice as long each time.
 */
export function createRegistration({ meter, matter, calls, clock, switchedOff }: RegistrationOptions): Registration {
  const uuid = matterUuid(meter, matter);
  let declared: Declared | undefined;
  let told: Told | undefined;
  /** Whether Homebridge has taken anything that it was told since the start. */
  let hasTaken = false;
  let isStopped = false;
  let cancelCount = () => {};
  let cancelRestore = () => {};

  async function register(measured: Measurements, mode?: TicMode): Promise<void> {
    // Before it is answered: it may stand though no answer comes.
    declared = { names: measurementNames(measured), ...(mode && { mode }) };
    await calls.registerPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [
      accessoryDefinition(meter, matter, measured, switchedOff),
    ]);
    wait('register');
  }

  async function unregister(measured: Measurements): Promise<void> {
    const device = accessoryDefinition(meter, matter, measured, switchedOff);
    await calls.unregisterPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [device]);
    wait('unregister');
  }

  function wait(what: Told['what']): void {
    const waitMs = told?.what === what ? Math.min(2 * told.waitMs, AGAIN_MOST_MS) : RETRY_AFTER_MS;
    told = { what, waitMs, hadMs: 0 };
    hasTaken = true;
    cancelCount();
    if (!isStopped) count(told);
  }

  function count(one: Told): void {
    cancelCount = clock.after(COUNTED_EVERY_MS, () => {
      one.hadMs += COUNTED_EVERY_MS;
      if (one.hadMs < one.waitMs) count(one);
    });
  }

  /** Whether Homebridge may still be at what it was told last, if it is to be told this now. */
  function isAtIt(what: Told['what']): boolean {
    return told !== undefined && told.hadMs < (told.what === what ? told.waitMs : RETRY_AFTER_MS);
  }

  return {
    get isDeclared() {
      return declared !== undefined;
    },
    async restore(accessory, again) {
      if (hasTaken) return;
      try {
        await register(declaredMeasurements(accessory), declared?.mode);
      } catch (error) {
        if (!(error instanceof CallTimeout) && !isStopped) cancelRestore = clock.after(RETRY_AFTER_MS, again);
        throw error;
      }
    },
    async follow(measured, { reading, doubtful }) {
      const { mode } = reading.frame;
      const names = measurementNames(measured);
      const stands = (await calls.getAccessoryState(uuid, POWER)) !== undefined;
      // What may lack something takes nothing down, unless it has more.
      if (stands && doubtful > 0 && !(declared && areIn(declared.names, names))) return false;
      if (stands && declared && fits(declared, names, mode)) {
        declared = { names: declared.names, mode };
        // Not before: one of another type stands until Homebridge takes it down to register it anew.
        if (told && told.hadMs >= told.waitMs) told = undefined;
        return false;
      }
      if (isAtIt(stands ? 'unregister' : 'register')) return false;
      if (stands) await unregister(measured);
      else await register(measured, mode);
      return !stands;
    },
    stop() {
      isStopped = true;
      cancelCount();
      cancelRestore();
    },
  };
}

function fits(declared: Declared, names: ReadonlySet<string>, mode: TicMode): boolean {
  return areIn(names, declared.names) && (declared.mode === mode || declared.names.size === names.size);
}

function areIn(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every((name) => all.has(name));
}
