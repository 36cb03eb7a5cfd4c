import type { API, Characteristic, PlatformAccessory } from 'homebridge';
import type { Clock } from '../../base/clock.ts';
import type { MeterConfig } from '../../config/config.ts';
import type { Minute } from '../../energy/minute.ts';
import { isShortReading, type Reading, type Sink } from '../../reading/reading.ts';
import type { CacheThrottle } from '../cache-throttle.ts';
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
import { MEASURE_NAMES, MEASURES, type MeasureName, measuresOf } from './measures.ts';

/** Eve's service for electrical values. */
const CONSUMPTION_SERVICE = '008';
/** The history is refreshed once a minute, so an interval of ten minutes appears in it at most a minute after its end. */
const REFRESH_INTERVAL_MS = 60_000;

/** The stored minutes from which the history is built. */
export interface StoredMinutes {
  /**
   * The minutes of a meter, by its slug, that began in [fromMs, toMs), in chronological order. While they cannot be read, it resolves to
   * undefined, rejects or never settles; the caller then tries again.
   */
  minutes(meter: string, fromMs: number, toMs: number): Promise<readonly Minute[] | undefined>;
  /** Wall time in milliseconds since 1970. */
  wall(): number;
}

export interface EveOptions {
  readonly meter: MeterConfig;
  readonly api: API;
  readonly clock: Pick<Clock, 'after'>;
  /** Saves the accessory in Homebridge's cache. */
  readonly cache: Pick<CacheThrottle, 'save'>;
  /** Absent if there is no history. */
  readonly storedMinutes?: StoredMinutes;
}

/** Eve's services on an accessory. */
export interface EveServices extends Sink {
  stop(): void;
}

/**
 * Adds to an accessory what the Eve app shows of a meter: W, kWh, A and V, and the history of the power. Each value is added with the first
 * reading that carries it, and answers No Response while it is stale. Apple Home shows none of this.
 */
export function startEve(accessory: PlatformAccessory<EveHistoryContext>, options: EveOptions): EveServices {
  const { cache, storedMinutes } = options;
  const numbers = new Map<MeasureName, LiveNumber>();
  for (const name of MEASURE_NAMES) if (findMeasure(accessory, name)) add(name);
  const history = storedMinutes && addHistory(accessory, storedMinutes, options);
  let refreshDueMs = Number.NEGATIVE_INFINITY;

  function add(name: MeasureName): LiveNumber {
    const number = addMeasure(accessory, name, options);
    numbers.set(name, number);
    return number;
  }

  function show(reading: Reading): void {
    const measures = measuresOf(reading);
    const sizeBefore = numbers.size;
    for (const name of MEASURE_NAMES) {
      const value = measures[name];
      if (value !== undefined) (numbers.get(name) ?? add(name)).show(value);
      else if (isShortReading(reading)) numbers.get(name)?.extend();
    }
    if (numbers.size > sizeBefore) cache.save();
  }

  return {
    take(reading) {
      show(reading);
      if (reading.monotonicMs < refreshDueMs) return;
      history?.refresh();
      refreshDueMs = reading.monotonicMs + REFRESH_INTERVAL_MS;
    },
    stop() {
      history?.stop();
      for (const number of numbers.values()) number.stop();
    },
  };
}

/** Makes all of Eve's values on an accessory answer No Response. */
export function silenceEve(accessory: PlatformAccessory, { hap }: API): void {
  for (const name of MEASURE_NAMES) {
    const characteristic = findMeasure(accessory, name);
    if (characteristic) showNoResponse(characteristic, hap);
  }
}

function findMeasure(accessory: PlatformAccessory, name: MeasureName): Characteristic | undefined {
  const service = findEveService(accessory, CONSUMPTION_SERVICE);
  return service && findEveCharacteristic(service, MEASURES[name].id);
}

function addMeasure(accessory: PlatformAccessory, measure: MeasureName, { api, meter, clock }: EveOptions): LiveNumber {
  const { hap } = api;
  const { name, id, unit, maxValue } = MEASURES[measure];
  const props = { format: FLOAT, perms: [READ, NOTIFY], unit, minValue: 0, maxValue };
  const service = ensureEveService(accessory, 'Consumption', CONSUMPTION_SERVICE, hap);
  const characteristic = ensureEveCharacteristic(service, name, id, props, hap);
  return liveNumber(characteristic, hap, meter.staleAfter * 1000, clock);
}

function addHistory(
  accessory: PlatformAccessory<EveHistoryContext>,
  storedMinutes: StoredMinutes,
  { meter, api, clock, cache }: EveOptions,
): EveHistory {
  return startEveHistory(accessory, api, {
    cache,
    minutesIn: ({ fromMs, toMs }) => storedMinutes.minutes(meter.slug, fromMs, toMs),
    clock,
    wall: storedMinutes.wall,
    powerFactor: meter.powerFactor,
  });
}
