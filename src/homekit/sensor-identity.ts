import { isDeepStrictEqual } from 'node:util';
import type { SensorConfig } from '../config/config.ts';

/** A sensor that Homebridge restored: the slug of its meter, and its last settings. */
export interface RestoredSensor {
  readonly uuid: string;
  readonly meter: string;
  readonly sensor: SensorConfig;
}

/**
 * When a configured sensor is the same as a restored one, the most certain criterion first: it has the same name; it was renamed and
 * everything else is equal; it was renamed and edited, but senses the same thing.
 */
const CRITERIA: readonly ((sensor: SensorConfig, restored: SensorConfig) => boolean)[] = [
  (sensor, restored) => sensor.name === restored.name,
  (sensor, restored) => isDeepStrictEqual({ ...sensor, name: '' }, { ...restored, name: '' }),
  (sensor, restored) => sensor.when === restored.when && limitOf(sensor) === limitOf(restored),
];

/** The only criterion while sensors may be missing: with the others, a new sensor might replace a missing one. */
const BY_NAME = CRITERIA.slice(0, 1);

/**
 * Finds the UUID that each of a meter's sensors had before, so that no edit of the list moves a room or an automation to another sensor:
 * neither a new name, nor a different order, nor a removed sensor. A sensor that is not in the result is new.
 * @param hasMistake whether a sensor may be missing from `sensors` because of a mistake in its settings
 */
export function matchRestoredSensors(
  meter: string,
  sensors: readonly SensorConfig[],
  restored: readonly RestoredSensor[],
  hasMistake = false,
): ReadonlyMap<SensorConfig, string> {
  const uuids = new Map<SensorConfig, string>();
  const unmatched = new Set(restored.filter((candidate) => candidate.meter === meter));
  for (const isSame of hasMistake ? BY_NAME : CRITERIA) {
    for (const sensor of sensors.filter((some) => !uuids.has(some))) {
      const match = [...unmatched].find((candidate) => isSame(sensor, candidate.sensor));
      if (!match) continue;
      uuids.set(sensor, match.uuid);
      unmatched.delete(match);
    }
  }
  return uuids;
}

/** What distinguishes two sensors with the same `when`. The cache may hold a sensor from a version that had no `leadMinutes`. */
function limitOf(sensor: SensorConfig): number | string | undefined {
  if ('above' in sensor) return sensor.above;
  if ('below' in sensor) return `below ${sensor.below}`;
  return sensor.when === 'offPeak' ? (sensor.leadMinutes ?? 0) : undefined;
}
