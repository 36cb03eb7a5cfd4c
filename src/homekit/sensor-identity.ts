import { isDeepStrictEqual } from 'node:util';
import type { SensorConfig } from '../config/config.ts';

/** What a restored accessory is known by: the meter's slug, and the sensor as it was configured last. */
export interface RestoredSensor {
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

/** The sign that holds while the list may lack sensors: by what they sense, one would take the room of one that is missing. */
const BY_NAME = SIGNS.slice(0, 1);

/**
 * Which accessory each of a meter's sensors had before, by its UUID, so that an edited list moves nobody's room or
 * automations: not a new name, not another order, not a sensor less.
 * @param hasMistake whether sensors may have been left out, for a mistake in them
 */
export function matchRestoredSensors(
  meter: string,
  sensors: readonly SensorConfig[],
  known: readonly RestoredSensor[],
  hasMistake = false,
): ReadonlyMap<SensorConfig, string> {
  const found = new Map<SensorConfig, string>();
  const free = new Set(known.filter((one) => one.meter === meter));
  for (const isSame of hasMistake ? BY_NAME : SIGNS) {
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
