import type { API, Characteristic, PlatformAccessory } from 'homebridge';
import type { Clock } from '../../clock.ts';
import type { MeterConfig } from '../../config/config.ts';
import { isShort, type Reading, type Sink } from '../../reading.ts';
import type { CacheThrottle } from '../live-accessory.ts';
import { type LiveNumber, liveNumber, showNoResponse } from '../live-number.ts';
import {
  ensureEveCharacteristic,
  ensureEveService,
  FLOAT,
  findEveCharacteristic,
  findEveService,
  NOTIFY,
  READ,
} from './characteristics.ts';
import { type EveHistory, type EveHistoryContext, startEveHistory } from './history.ts';
import type { StoredMinute } from './intervals.ts';
import { MEASURE_NAMES, MEASURES, type MeasureName, measuresOf } from './measures.ts';

/** Eve's own service of electrical measures. */
const CONSUMPTION = '008';
/** An interval takes ten minutes, and is noticed a minute later at most. */
const REFRESH_EVERY_MS = 60_000;

/** What the history is made of. */
export interface StoredMinutes {
  /**
   * The minutes of a meter, by its slug, that began in [fromMs, toMs), in the order of time. Undefined, a rejection, or no
   * answer at all while nobody can tell: it is asked again.
   */
  minutes(meter: string, fromMs: number, toMs: number): Promise<readonly StoredMinute[] | undefined>;
  /** Wall time in milliseconds since 1970. */
  wall(): number;
}

export interface EveOptions {
  readonly meter: MeterConfig;
  readonly api: API;
  readonly clock: Pick<Clock, 'after'>;
  /** Hears of what the accessory has that Homebridge is to keep. */
  readonly cache: Pick<CacheThrottle, 'save'>;
  /** Without it there is no history. */
  readonly storedMinutes?: StoredMinutes;
}

/** What an accessory shows in the Eve app. */
export interface EveServices extends Sink {
  stop(): void;
}

/**
 * Puts on an accessory what the Eve app shows of a meter: W, kWh, A and V, each from the first reading that has it on,
 * and as stale as a tile; and the history of its power. Apple Home shows none of it.
 */
export function startEve(accessory: PlatformAccessory<EveHistoryContext>, options: EveOptions): EveServices {
  const { meter, cache, storedMinutes } = options;
  const gauges = new Map<MeasureName, LiveNumber>();
  for (const name of MEASURE_NAMES) if (measureIn(accessory, name)) add(name);
  const history = storedMinutes && pastOn(accessory, storedMinutes, options);
  let refreshDueMs = Number.NEGATIVE_INFINITY;

  function add(name: MeasureName): LiveNumber {
    const gauge = measureOn(accessory, name, options);
    gauges.set(name, gauge);
    return gauge;
  }

  function show(reading: Reading): void {
    const measures = measuresOf(reading, meter);
    const known = gauges.size;
    for (const name of MEASURE_NAMES) {
      const number = measures[name];
      if (number !== undefined) (gauges.get(name) ?? add(name)).show(number);
      else if (isShort(reading)) gauges.get(name)?.extend();
    }
    if (gauges.size > known) cache.save();
  }

  return {
    take(reading) {
      show(reading);
      if (reading.monotonicMs < refreshDueMs) return;
      history?.refresh();
      refreshDueMs = reading.monotonicMs + REFRESH_EVERY_MS;
    },
    stop() {
      history?.stop();
      for (const gauge of gauges.values()) gauge.stop();
    },
  };
}

/** What the Eve app shows of an accessory that is kept though no longer configured: nothing live. */
export function silenceEve(accessory: PlatformAccessory, { hap }: API): void {
  for (const name of MEASURE_NAMES) {
    const shown = measureIn(accessory, name);
    if (shown) showNoResponse(shown, hap);
  }
}

function measureIn(accessory: PlatformAccessory, name: MeasureName): Characteristic | undefined {
  const service = findEveService(accessory, CONSUMPTION);
  return service && findEveCharacteristic(service, MEASURES[name].id);
}

function measureOn(accessory: PlatformAccessory, measure: MeasureName, { api, meter, clock }: EveOptions): LiveNumber {
  const { hap } = api;
  const { name, id, unit, maxValue } = MEASURES[measure];
  const props = { format: FLOAT, perms: [READ, NOTIFY], unit, minValue: 0, maxValue };
  const shown = ensureEveCharacteristic(
    ensureEveService(accessory, 'Consumption', CONSUMPTION, hap),
    name,
    id,
    props,
    hap,
  );
  return liveNumber(shown, hap, meter.staleAfter * 1000, clock);
}

function pastOn(accessory: PlatformAccessory<EveHistoryContext>, past: StoredMinutes, options: EveOptions): EveHistory {
  const { meter, api, clock, cache } = options;
  return startEveHistory(accessory, api, {
    cache,
    minutesIn: ({ fromMs, toMs }) => past.minutes(meter.slug, fromMs, toMs),
    clock,
    wall: past.wall,
    powerFactor: meter.powerFactor,
  });
}
