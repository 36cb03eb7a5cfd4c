import type { API, Characteristic, PlatformAccessory } from 'homebridge';
import type { Clock } from '../../clock.ts';
import type { MeterConfig } from '../../config/config.ts';
import { isShort, type Reading, type Sink } from '../../reading.ts';
import type { CacheWrites } from '../cache-write.ts';
import { type Gauge, gaugeOf, noResponse } from '../gauge.ts';
import { type History, type HistoryContext, historyOn } from './history.ts';
import type { PastMinute } from './interval.ts';
import { MEASURE_NAMES, MEASURES, type MeasureName, measuresOf } from './measure.ts';
import { characteristicIn, characteristicOn, FLOAT, NOTIFY, READ, serviceIn, serviceOn } from './service.ts';

/** Eve's own service of electrical measures. */
const CONSUMPTION = '008';
/** An interval takes ten minutes, and is noticed a minute later at most. */
const REFRESH_EVERY_MS = 60_000;

/** What the history is made of. */
export interface Past {
  /**
   * The minutes of a meter, by its slug, that began in [fromMs, toMs), in the order of time. Undefined, a rejection, or no
   * answer at all while nobody can tell: it is asked again.
   */
  minutes(meter: string, fromMs: number, toMs: number): Promise<readonly PastMinute[] | undefined>;
  /** Wall time in milliseconds since 1970. */
  wall(): number;
}

export interface EveOptions {
  readonly meter: MeterConfig;
  readonly api: API;
  readonly clock: Pick<Clock, 'after'>;
  /** Hears of what the accessory has that Homebridge is to keep. */
  readonly cache: Pick<CacheWrites, 'changed'>;
  /** Without it there is no history. */
  readonly past?: Past;
}

/** What an accessory shows in the Eve app. */
export interface Eve extends Sink {
  stop(): void;
}

/**
 * Puts on an accessory what the Eve app shows of a meter: W, kWh, A and V, each from the first reading that has it on,
 * and as stale as a tile; and the history of its power. Apple Home shows none of it.
 */
export function eveOn(accessory: PlatformAccessory<HistoryContext>, options: EveOptions): Eve {
  const { meter, cache, past } = options;
  const gauges = new Map<MeasureName, Gauge>();
  for (const name of MEASURE_NAMES) if (measureIn(accessory, name)) add(name);
  const history = past && pastOn(accessory, past, options);
  let refreshDueMs = Number.NEGATIVE_INFINITY;

  function add(name: MeasureName): Gauge {
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
      else if (isShort(reading)) gauges.get(name)?.hold();
    }
    if (gauges.size > known) cache.changed();
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
    if (shown) noResponse(shown, hap);
  }
}

function measureIn(accessory: PlatformAccessory, name: MeasureName): Characteristic | undefined {
  const service = serviceIn(accessory, CONSUMPTION);
  return service && characteristicIn(service, MEASURES[name].id);
}

function measureOn(accessory: PlatformAccessory, measure: MeasureName, { api, meter, clock }: EveOptions): Gauge {
  const { hap } = api;
  const { name, id, unit, maxValue } = MEASURES[measure];
  const props = { format: FLOAT, perms: [READ, NOTIFY], unit, minValue: 0, maxValue };
  const shown = characteristicOn(serviceOn(accessory, 'Consumption', CONSUMPTION, hap), name, id, props, hap);
  return gaugeOf(shown, hap, meter.staleAfter * 1000, clock);
}

function pastOn(accessory: PlatformAccessory<HistoryContext>, past: Past, options: EveOptions): History {
  const { meter, api, clock, cache } = options;
  return historyOn(accessory, api, {
    cache,
    minutesIn: ({ fromMs, toMs }) => past.minutes(meter.slug, fromMs, toMs),
    clock,
    wall: past.wall,
    powerFactor: meter.powerFactor,
  });
}
