import type { MatterAccessory, MatterAPI } from 'homebridge';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { isShortReading, type Reading, type Sink } from '../reading/reading.ts';
import { createStaleTimer } from '../reading/stale-timer.ts';
import type { Texts } from '../texts/texts.ts';
import type { Reports } from '../trouble/news.ts';
import { BRIDGED, ENERGY, matterUuid, ON_OFF, POWER } from './accessory-definition.ts';
import type { MatterMeterConfig } from './accessory-type.ts';
import { CoalescingQueue } from './coalescing-queue.ts';
import { isComplete, LatestReading, type PendingReading } from './latest-reading.ts';
import { type Measurements, measurementsOf } from './measurements.ts';
import { createRegistration } from './registration.ts';
import { outageLog, RETRY_AFTER_MS, timeLimitedCalls } from './time-limited-calls.ts';

const ENERGY_INTERVAL_MS = 60_000;
/** How long after `off` the outlet is switched on again: Homebridge sets `off` only after the handler has returned. */
const SWITCH_ON_AFTER_MS = 100;

export interface MatterMeterOptions {
  readonly meter: MatterMeterConfig;
  readonly matter: MatterAPI;
  /** The accessory that Homebridge restored from its cache. */
  readonly cached: MatterAccessory | undefined;
  readonly log: Log;
  readonly reports: Reports;
  readonly texts: Texts['matter'];
  readonly clock: Pick<Clock, 'now' | 'after'>;
}

/** The accessory of a meter in Matter. */
export interface MatterMeter extends Sink {
  stop(): void;
}

/**
 * Shows a meter as one accessory in Matter, which is unreachable while the meter is silent.
 *
 * The accessory declares exactly the attributes that the meter sends, plus the active power. So nothing is ever null except the active
 * power while it is unknown: Matter requires that attribute, and allows a null to become a number. A new accessory is therefore registered
 * with the first complete reading, with W or without. It is registered again when the meter begins to send more attributes, or fewer in
 * another mode, but never because W became known or unknown.
 *
 * Homebridge does not report whether an update succeeded, so its state is read back and only differences are updated; energy at most once a
 * minute, and when the meter falls silent. Homebridge may also be slow, or never answer: meanwhile only the newest reading waits, and each
 * call has a timeout.
 */
export function startMatterMeter({
  meter,
  matter,
  cached,
  log,
  reports,
  texts,
  clock,
}: MatterMeterOptions): MatterMeter {
  const uuid = matterUuid(meter, matter);
  const calls = timeLimitedCalls(matter, clock, outageLog(meter, reports, clock));
  // Homebridge logs most errors itself, and it refuses all calls if only another of its bridges has Matter.
  const queue = new CoalescingQueue<'restore' | 'reading' | 'unreachable' | 'switch'>((error) =>
    log.debug(texts.failing(meter.name, String(error))),
  );
  const latest = new LatestReading();
  const registration = createRegistration({ meter, matter, calls, clock, onSwitchedOff });
  /** Fresh while the meter answers. */
  const staleTimer = createStaleTimer(meter.staleAfter * 1000, clock, queueUnreachable);
  /** Fresh while W are known. A damaged reading may lack them for a moment; the last value then remains. */
  const wattsTimer = createStaleTimer(meter.staleAfter * 1000, clock, () => {});
  let latestEnergy: Measurements['energy'] = {};
  let energyDueMs = Number.NEGATIVE_INFINITY;
  let hasLoggedSwitch = false;
  let isStopped = false;
  let cancelUnreachableRetry = () => {};
  let cancelSwitchOn: (() => void) | undefined;

  if (cached) {
    restore(cached);
    queueUnreachable();
  }

  function restore(accessory: MatterAccessory): void {
    queue.add('restore', () => registration.restore(accessory, () => restore(accessory)));
  }

  async function showLatest(): Promise<void> {
    const pending = latest.pop();
    if (pending) await showReading(pending);
  }

  async function showReading(pending: PendingReading): Promise<void> {
    const measured = measurementsOf(pending.reading);
    if (isComplete(pending) && (await registration.reconcile(measured, pending))) postponeEnergy();
    if (!registration.isDeclared) return;
    await show(POWER, wattsTimer.isFresh ? measured.power : { activePower: null, ...measured.power });
    if (meter.matter === 'outlet') await show(ON_OFF, { onOff: true });
    if (clock.now() >= energyDueMs) await showEnergy();
    if (staleTimer.isFresh) await show(BRIDGED, { reachable: true });
  }

  /** Updates the declared attributes that differ from Homebridge's state. Resolves to whether there were any. */
  async function show(cluster: string, attributes: object): Promise<boolean> {
    const state = (await calls.getAccessoryState(uuid, cluster)) ?? {};
    const changed = Object.entries(attributes).filter(
      ([name, value]) => state[name] !== undefined && comparable(state[name]) !== comparable(value),
    );
    if (changed.length > 0) await calls.updateAccessoryState(uuid, cluster, Object.fromEntries(changed));
    return changed.length > 0;
  }

  async function showEnergy(): Promise<void> {
    if (await show(ENERGY, latestEnergy)) postponeEnergy();
  }

  function postponeEnergy(): void {
    energyDueMs = clock.now() + ENERGY_INTERVAL_MS;
  }

  function noteArrival(reading: Reading): void {
    latestEnergy = { ...latestEnergy, ...measurementsOf(reading).energy };
    if (reading.apparentPowerVA !== undefined) staleTimer.restart();
    else if (isShortReading(reading)) staleTimer.extend();
    if (reading.activePowerW !== undefined) wattsTimer.restart();
    else if (isShortReading(reading)) wattsTimer.extend();
    if (staleTimer.isFresh) cancelUnreachableRetry();
  }

  function queueUnreachable(): void {
    queue.add('unreachable', makeUnreachable);
  }

  /** Repeated as long as the meter is silent: the accessory may not be registered yet, or Homebridge may have failed. */
  async function makeUnreachable(): Promise<void> {
    if (staleTimer.isFresh || isStopped) return;
    // Scheduled before the calls, which may fail.
    cancelUnreachableRetry();
    cancelUnreachableRetry = clock.after(RETRY_AFTER_MS, queueUnreachable);
    await show(BRIDGED, { reachable: false });
    // The last energy may not have been due yet when the meter fell silent.
    await showEnergy();
  }

  /** Switches the outlet on again, as a meter cannot switch the house off. (If the handler threw, Home would show No Response.) */
  function onSwitchedOff(): void {
    if (isStopped) return;
    if (!hasLoggedSwitch) log.warn(texts.staysOn(meter.name));
    hasLoggedSwitch = true;
    cancelSwitchOn ??= clock.after(SWITCH_ON_AFTER_MS, () => {
      cancelSwitchOn = undefined;
      queue.add('switch', () => show(ON_OFF, { onOff: true }));
    });
  }

  return {
    take(reading) {
      // The meter may deliver one more reading after the stop.
      if (isStopped) return;
      noteArrival(reading);
      latest.put(reading);
      queue.add('reading', showLatest);
    },
    stop() {
      isStopped = true;
      queue.clear();
      calls.stop();
      staleTimer.stop();
      wattsTimer.stop();
      cancelUnreachableRetry();
      registration.stop();
      cancelSwitchOn?.();
    },
  };
}

/** Homebridge adds times to an energy attribute, which the comparison ignores. */
function comparable(attribute: unknown): unknown {
  return typeof attribute === 'object' && attribute !== null && 'energy' in attribute ? attribute.energy : attribute;
}
