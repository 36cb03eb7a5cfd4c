import type { MatterAccessory, MatterAPI } from 'homebridge';
import type { Clock } from '../clock.ts';
import type { MeterConfig } from '../config/config.ts';
import type { Log } from '../log.ts';
import { isShort, type Reading, SHORT_PER_LONG, type Sink } from '../reading.ts';
import type { Texts } from '../texts/texts.ts';
import { BRIDGED, ENERGY, matterUuid, ON_OFF, POWER } from './accessory-definition.ts';
import { CoalescingQueue, isComplete, LatestReading, type PendingReading } from './coalescing-queue.ts';
import { measurementsOf } from './measurements.ts';
import { createRegistration } from './registration.ts';
import { outageLog, RETRY_AFTER_MS, timeLimitedCalls } from './time-limited-calls.ts';

const ENERGY_EVERY_MS = 60_000;
/** Until Homebridge has done what it was told, which it does once it has been heard. */
const SPRING_BACK_MS = 100;
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

/**
 * A meter as one accessory, unreachable while the meter is silent. It declares the attributes that the meter has and no
 * more, so that none is ever null: a new one stands from the first whole reading on, and when the meter comes to tell
 * more, or in another mode less, it is registered anew.
 *
 * What stands is read back from Homebridge, which does not say what it has done, and only what differs is pushed; energy once a
 * minute at most.
 *
 * Homebridge may take its time, or never answer: meanwhile only the newest reading waits, and a call is given up in the end.
 */
export function startMatterMeter({ meter, matter, cached, log, texts, clock }: MatterMeterOptions): MatterMeter {
  const uuid = matterUuid(meter, matter);
  const calls = timeLimitedCalls(matter, clock, outageLog({ name: meter.name, log, texts, clock }));
  /** Homebridge itself says what goes wrong in Matter; it also refuses when only another of its bridges has Matter. */
  const turns = new CoalescingQueue<'restore' | 'reading' | 'unreachable' | 'switch'>((error) =>
    log.debug(texts.failing(meter.name, String(error))),
  );
  let hasSprungBack = false;
  const newest = new LatestReading();
  const registration = createRegistration({ meter, matter, calls, clock, switchedOff: springBack });
  let energyDueMs = Number.NEGATIVE_INFINITY;
  let isHeard = false;
  /** Short frames since the last one with the power. */
  let shortFrames = 0;
  let isStopped = false;
  let cancel = () => {};
  let cancelSpring: (() => void) | undefined;

  if (cached) {
    restore(cached);
    turns.do('unreachable', makeUnreachable);
  }

  function restore(accessory: MatterAccessory): void {
    turns.do('restore', () => registration.restore(accessory, () => restore(accessory)));
  }

  async function followNewest(): Promise<void> {
    const next = newest.next();
    if (next) await follow(next);
  }

  async function follow(untold: PendingReading): Promise<void> {
    const { reading } = untold;
    const measured = measurementsOf(reading, meter.powerFactor);
    if (isComplete(untold) && (await registration.follow(measured, untold))) spareEnergy();
    if (!registration.isDeclared) return;
    await show(POWER, measured.power);
    if (meter.matter === 'outlet') await show(ON_OFF, { onOff: true });
    if (clock.now() >= energyDueMs && (await show(ENERGY, measured.energy))) spareEnergy();
    if (isHeard) await show(BRIDGED, { reachable: true });
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
    cancel = clock.after(RETRY_AFTER_MS, () => turns.do('unreachable', makeUnreachable));
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
      registration.stop();
      cancelSpring?.();
    },
  };
}

/** Matter adds times to an energy. */
function plain(attribute: unknown): unknown {
  return typeof attribute === 'object' && attribute !== null && 'energy' in attribute ? attribute.energy : attribute;
}
