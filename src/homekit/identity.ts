import { isDeepStrictEqual } from 'node:util';
import type { SensorConfig } from '../config.ts';

/** What a restored accessory is known by: the meter's slug, and the sensor as it was configured last. */
export interface Known {
  readonly uuid: string;
  readonly meter: string;
  readonly sensor: SensorConfig;
}

/**
 * Whether a sensor is the one of before, the surest sign first: its name; if it was renamed, everything else; if it was
 * edited as well, what it senses.
 */
const SIGNS: readonly ((sensor: SensorConfig, before: SensorConfig) => boolean)[] = [
  (sensor, before) => sensor.name === before.name,
  (sensor, before) => isDeepStrictEqual({ ...sensor, name: '' }, { ...before, name: '' }),
  (sensor, before) => sensor.when === before.when && aboveOf(sensor) === aboveOf(before),
];

/**
 * Which accessory each of a meter's sensors had before, by its UUID, so that an edited list moves nobody's room or
 * automations: not a new name, not another order, not a sensor less.
 */
export function identify(
  meter: string,
  sensors: readonly SensorConfig[],
  known: readonly Known[],
): ReadonlyMap<SensorConfig, string> {
  const found = new Map<SensorConfig, string>();
  const free = new Set(known.filter((one) => one.meter === meter));
  for (const isSame of SIGNS) {
    for (const sensor of sensors.filter((one) => !found.has(one))) {
      const own = [...free].find((one) => isSame(sensor, one.sensor));
      if (!own) continue;
      found.set(sensor, own.uuid);
      free.delete(own);
    }
  }
  return found;
}

function aboveOf(sensor: SensorConfig): number | undefined {
  return 'above' in sensor ? sensor.above : undefined;
}
