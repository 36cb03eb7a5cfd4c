import type { MatterAccessory, MatterAPI } from 'homebridge';
import type { Clock } from '../clock.ts';
import type { MeterConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { isShort, type Reading, SHORT_PER_LONG, type Sink, type TicMode } from '../reading.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../settings.ts';
import type { Texts } from '../texts.ts';
import { BRIDGED, deviceOf, ENERGY, measurementsIn, ON_OFF, POWER, uuidOf } from './device.ts';
import { type Measurements, measurementsOf, namesIn } from './measurement.ts';
import { isWhole, Newest, type Untold } from './newest.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { outageNews } from './outage.ts';
import { NoAnswer, timeLimited } from './time-limit.ts';

const ENERGY_EVERY_MS = 60_000;
/** Until Homebridge has done what it was told, which it does once it has been heard. */
const SPRING_BACK_MS = 100;
/**
 * Until it has done what changes the accessory, and may be told the next thing; what it has not done it is told again
 * after this long, then twice as long each time. Each failure is an error in its log.
 */
const AGAIN_MS = 10_000;
const AGAIN_MOST_MS = 3_600_000;
/** How often that time is counted. */
const COUNTED_EVERY_MS = 1000;
/** How many short frames in a row are no silence: the long one among them may be damaged once. */
const MOST_SHORT = 2 * SHORT_PER_LONG;

export interface MatterMeterOptions {
  readonly meter: MeterConfig;
  readonly matter: MatterAPI;
  /** What Homebridge restored of it. */
  readonly cached: MatterAccessory | undefined;
  readonly log: Log;
  readonly texts: Texts['matter'];
  readonly clock: Pick<Clock, 'now' | 'after'>;
}

/** A meter's accessory in Matter. */
export interface MatterMeter extends Sink {
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
 * A meter as one accessory, unreachable while the meter is silent. It declares the attributes that the meter has and no
 * more, so that none is ever null: a new one stands from the first whole reading on, and when the meter comes to tell
 * more, or in another mode less, it is registered anew.
 *
 * Homebridge neither waits for what it is told to do nor says whether it was done. So what stands is read back from it,
 * and only what differs is pushed; energy once a minute at most.
 *
 * While Homebridge removes an accessory, its state is already gone, yet registering it again is an error in the log. Nothing
 * says when the removal is done; it is within one turn of the event loop, in which more readings may wait. So the time that
 * Homebridge has is counted in rings of a timer, each in a later turn: a machine that stood still counts as one ring.
 *
 * Homebridge may take its time, or never answer: meanwhile only the newest reading waits, and a call is given up in the end.
 */
export function matterMeter({ meter, matter, cached, log, texts, clock }: MatterMeterOptions): MatterMeter {
  const uuid = uuidOf(meter, matter);
  const calls = timeLimited(matter, clock, outageNews({ name: meter.name, log, texts, clock }));
  /** Homebridge itself says what goes wrong in Matter; it also refuses when only another of its bridges has Matter. */
  const turns = new OneAtATime<'restore' | 'reading' | 'unreachable' | 'switch'>((error) =>
    log.debug(texts.failing(meter.name, String(error))),
  );
  let hasSprungBack = false;
  const newest = new Newest();
  let declared: Declared | undefined;
  let told: Told | undefined;
  /** Whether Homebridge has taken anything that it was told since the start. */
  let hasTaken = false;
  let energyDueMs = Number.NEGATIVE_INFINITY;
  let isHeard = false;
  /** Short frames since the last one with the power. */
  let shortFrames = 0;
  let isStopped = false;
  let cancel = () => {};
  let cancelCount = () => {};
  let cancelRestore = () => {};
  let cancelSpring: (() => void) | undefined;

  if (cached) {
    turns.do('restore', () => restore(cached));
    turns.do('unreachable', makeUnreachable);
  }

  /**
   * And again while Homebridge refuses, as it does while its Matter starts: what nobody has registered is not in the cache
   * that it writes next.
   */
  async function restore(accessory: MatterAccessory): Promise<void> {
    if (hasTaken) return;
    try {
      await register(measurementsIn(accessory), declared?.mode);
    } catch (error) {
      if (!(error instanceof NoAnswer) && !isStopped) {
        cancelRestore = clock.after(AGAIN_MS, () => turns.do('restore', () => restore(accessory)));
      }
      throw error;
    }
  }

  async function register(measured: Measurements, mode?: TicMode): Promise<void> {
    // Before it is answered: it may stand though no answer comes.
    declared = { names: namesIn(measured), ...(mode && { mode }) };
    await calls.registerPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [
      deviceOf(meter, matter, measured, springBack),
    ]);
    wait('register');
  }

  async function followNewest(): Promise<void> {
    const next = newest.next();
    if (next) await follow(next);
  }

  async function follow(untold: Untold): Promise<void> {
    const { reading } = untold;
    const measured = measurementsOf(reading, meter.powerFactor);
    if (isWhole(untold)) await declare(measured, untold);
    if (!declared) return;
    await show(POWER, measured.power);
    if (meter.matter === 'outlet') await show(ON_OFF, { onOff: true });
    if (clock.now() >= energyDueMs && (await show(ENERGY, measured.energy))) spareEnergy();
    if (isHeard) await show(BRIDGED, { reachable: true });
  }

  /** Brings what stands in line with what the meter has. */
  async function declare(measured: Measurements, { reading, doubtful }: Untold): Promise<void> {
    const { mode } = reading.frame;
    const stands = (await calls.getAccessoryState(uuid, POWER)) !== undefined;
    // What may lack something takes nothing down, unless it has more.
    if (stands && doubtful > 0 && !(declared && areIn(declared.names, namesIn(measured)))) return;
    if (stands && declared && fits(declared, namesIn(measured), mode)) {
      declared = { names: declared.names, mode };
      // Not before: one of another type stands until Homebridge takes it down to register it anew.
      if (told && told.hadMs >= told.waitMs) told = undefined;
      return;
    }
    const what = stands ? 'unregister' : 'register';
    if (isAtIt(what)) return;
    if (what === 'register') {
      await register(measured, mode);
      spareEnergy();
      return;
    }
    const device = deviceOf(meter, matter, measured, springBack);
    await calls.unregisterPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [device]);
    wait('unregister');
  }

  function wait(what: Told['what']): void {
    const waitMs = told?.what === what ? Math.min(2 * told.waitMs, AGAIN_MOST_MS) : AGAIN_MS;
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
    return told !== undefined && told.hadMs < (told.what === what ? told.waitMs : AGAIN_MS);
  }

  /** Pushes what differs. An attribute that was not declared has no state. */
  async function show(cluster: string, attributes: object): Promise<boolean> {
    const shown = (await calls.getAccessoryState(uuid, cluster)) ?? {};
    const changed = Object.entries(attributes).filter(
      ([name, value]) => shown[name] !== undefined && plain(shown[name]) !== plain(value),
    );
    if (changed.length > 0) await calls.updateAccessoryState(uuid, cluster, Object.fromEntries(changed));
    return changed.length > 0;
  }

  function spareEnergy(): void {
    energyDueMs = clock.now() + ENERGY_EVERY_MS;
  }

  /** Whether the power has come, or was not due. A silent meter is not heard again by a short frame. */
  function isNews(reading: Reading): boolean {
    const isLong = reading.apparentPowerVA !== undefined;
    shortFrames = isLong ? 0 : shortFrames + Number(isShort(reading));
    return isLong || (isHeard && isShort(reading) && shortFrames <= MOST_SHORT);
  }

  function hear(): void {
    isHeard = true;
    cancel();
    cancel = clock.after(meter.staleAfter * 1000, () => {
      isHeard = false;
      turns.do('unreachable', makeUnreachable);
    });
  }

  /** And looks again as long as it is silent: it may not stand yet, or Homebridge have failed. */
  async function makeUnreachable(): Promise<void> {
    if (isHeard || isStopped) return;
    // Before it is shown: that may fail, and a frame that comes meanwhile sets this timer anew.
    cancel();
    cancel = clock.after(AGAIN_MS, () => turns.do('unreachable', makeUnreachable));
    await show(BRIDGED, { reachable: false });
  }

  /** A house has no switch. An error would stand in Homebridge's log each time, and as No Response in Apple Home. */
  function springBack(): void {
    if (isStopped) return;
    if (!hasSprungBack) log.warn(texts.staysOn(meter.name));
    hasSprungBack = true;
    cancelSpring ??= clock.after(SPRING_BACK_MS, () => {
      cancelSpring = undefined;
      turns.do('switch', () => show(ON_OFF, { onOff: true }));
    });
  }

  return {
    take(reading) {
      // One may still be on its way when it is stopped.
      if (isStopped) return;
      if (isNews(reading)) hear();
      newest.keep(reading);
      turns.do('reading', followNewest);
    },
    stop() {
      isStopped = true;
      turns.stop();
      calls.stop();
      cancel();
      cancelCount();
      cancelRestore();
      cancelSpring?.();
    },
  };
}

function fits(declared: Declared, names: ReadonlySet<string>, mode: TicMode): boolean {
  return areIn(names, declared.names) && (declared.mode === mode || declared.names.size === names.size);
}

function areIn(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every((name) => all.has(name));
}

/** Matter adds times to an energy. */
function plain(attribute: unknown): unknown {
  return typeof attribute === 'object' && attribute !== null && 'energy' in attribute ? attribute.energy : attribute;
}
