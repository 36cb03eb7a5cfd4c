import type { MatterAccessory, MatterAPI } from 'homebridge';
import type { Clock } from '../clock.ts';
import type { MeterConfig } from '../config.ts';
import type { Log } from '../log.ts';
import type { Reading, Sink, TicMode } from '../reading.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../settings.ts';
import type { Texts } from '../texts.ts';
import { BRIDGED, deviceOf, ENERGY, measurementsIn, ON_OFF, POWER, uuidOf } from './device.ts';
import { type Measurements, measurementsOf, namesIn } from './measurement.ts';

const ENERGY_EVERY_MS = 60_000;
/** Until Homebridge has done what it was told, which it does once it has been heard. */
const SPRING_BACK_MS = 100;

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

/**
 * A meter as one accessory, unreachable while the meter is silent. It declares the attributes that the meter has and no
 * more, so that none is ever null: a new one stands from the first whole reading on, and when the meter comes to tell
 * more, or in another mode less, it is registered anew.
 *
 * Homebridge neither waits for what it is told to do nor says whether it was done. So what stands is read back from it,
 * and only what differs is pushed; energy once a minute at most.
 */
export function matterMeter({ meter, matter, cached, log, texts, clock }: MatterMeterOptions): MatterMeter {
  const uuid = uuidOf(meter, matter);
  let hasSprungBack = false;
  /** One thing after the other: readings may come in a burst. */
  let turn: Promise<void> = Promise.resolve();
  let declared: Declared | undefined;
  let energyDueMs = Number.NEGATIVE_INFINITY;
  /** Set while the meter is heard. */
  let cancelSilence: (() => void) | undefined;

  if (cached) attempt(() => restore(measurementsIn(cached)));

  async function restore(measured: Measurements): Promise<void> {
    await register(measured);
    await show(BRIDGED, { reachable: false });
  }

  async function register(measured: Measurements, mode?: TicMode): Promise<void> {
    await matter.registerPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [
      deviceOf(meter, matter, measured, springBack),
    ]);
    declared = { names: namesIn(measured), ...(mode && { mode }) };
  }

  async function follow(reading: Reading): Promise<void> {
    const measured = measurementsOf(reading, meter.powerFactor);
    if (isWhole(reading)) await declare(measured, reading.frame.mode);
    if (!declared) return;
    await show(POWER, measured.power);
    if (meter.matter === 'outlet') await show(ON_OFF, { onOff: true });
    if (clock.now() >= energyDueMs && (await show(ENERGY, measured.energy))) spareEnergy();
    if (cancelSilence) await show(BRIDGED, { reachable: true });
  }

  /** Brings what is declared in line with what the meter has. */
  async function declare(measured: Measurements, mode: TicMode): Promise<void> {
    if (declared && fits(declared, namesIn(measured), mode)) {
      declared = { names: declared.names, mode };
      return;
    }
    if (declared) {
      declared = undefined;
      await matter.unregisterPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [
        deviceOf(meter, matter, measured, springBack),
      ]);
      return;
    }
    // The one of before may not have gone yet.
    if (await matter.getAccessoryState(uuid, POWER)) return;
    await register(measured, mode);
    spareEnergy();
  }

  /** Pushes what differs. An attribute that was not declared has no state. */
  async function show(cluster: string, attributes: object): Promise<boolean> {
    const shown = (await matter.getAccessoryState(uuid, cluster)) ?? {};
    const changed = Object.entries(attributes).filter(
      ([name, value]) => shown[name] !== undefined && plain(shown[name]) !== plain(value),
    );
    if (changed.length > 0) await matter.updateAccessoryState(uuid, cluster, Object.fromEntries(changed));
    return changed.length > 0;
  }

  function spareEnergy(): void {
    energyDueMs = clock.now() + ENERGY_EVERY_MS;
  }

  function hear(): void {
    cancelSilence?.();
    cancelSilence = clock.after(meter.staleAfter * 1000, () => {
      cancelSilence = undefined;
      attempt(() => show(BRIDGED, { reachable: false }));
    });
  }

  /** A house has no switch. An error would stand in Homebridge's log each time, and as No Response in Apple Home. */
  function springBack(): void {
    if (!hasSprungBack) log.warn(texts.staysOn(meter.name));
    hasSprungBack = true;
    clock.after(SPRING_BACK_MS, () => attempt(() => show(ON_OFF, { onOff: true })));
  }

  /** Homebridge itself says what goes wrong in Matter; it also refuses when only another of its bridges has Matter. */
  function attempt(work: () => Promise<unknown>): void {
    turn = turn.then(work).then(
      () => {},
      (error: unknown) => log.debug(texts.failing(meter.name, String(error))),
    );
  }

  return {
    take(reading) {
      if (isHeard(reading, cancelSilence !== undefined)) hear();
      attempt(() => follow(reading));
    },
    stop: () => cancelSilence?.(),
  };
}

/** Whether the reading has all that the meter tells. */
function isWhole({ apparentPowerVA, frame }: Reading): boolean {
  return apparentPowerVA !== undefined && frame.refused === 0;
}

/**
 * Whether the power has come, or was not due. While a phase is over, and for a minute after, a three-phase meter sends
 * twenty short frames, with the currents alone, for each long one (02E §6.2): some 20 s that are no silence.
 */
function isHeard({ apparentPowerVA, phases, frame }: Reading, wasHeard: boolean): boolean {
  return apparentPowerVA !== undefined || (wasHeard && phases === 3 && frame.refused === 0);
}

function fits(declared: Declared, names: ReadonlySet<string>, mode: TicMode): boolean {
  const hasAll = [...names].every((name) => declared.names.has(name));
  return hasAll && (declared.mode === mode || declared.names.size === names.size);
}

/** Matter adds times to an energy. */
function plain(attribute: unknown): unknown {
  return typeof attribute === 'object' && attribute !== null && 'energy' in attribute ? attribute.energy : attribute;
}
