import { MEASURED_QUANTITIES, type SensorConfig } from './config.ts';
import { type AddProblem, type ConfigTexts, problemText } from './problem-text.ts';
import type { ConfigPlace } from './schema.ts';

/** The form has the same list in its conditions, once for each field that only these sensors have. */
const WITH_THRESHOLD = [...MEASURED_QUANTITIES, 'mirrorBehind'] as const;

/** Where the settings have no `delayOn`. Most troubles pass by themselves within minutes, and need no message on the phone. */
const DELAY_ON_S = 10;
const LONG_DELAY_ON_S = 300;

/** A sensor after `checkAndFill`: each field that it may have is there, also those that its `when` has no use for. */
export interface FilledSensor {
  readonly name?: string;
  readonly when?: SensorConfig['when'];
  readonly kind: SensorConfig['kind'];
  readonly above?: number;
  readonly hysteresis: number;
  readonly delayOn?: number;
  readonly delayOff: number;
  readonly leadMinutes: number;
}

/**
 * The sensors of a meter. One without a name, or with that of another, is left out, as is one without the threshold that it needs.
 * @param place that of the list
 * @param isMirrored whether something is sent to an InfluxDB, or is meant to be
 */
export function readSensors(
  filled: readonly (FilledSensor | undefined)[],
  place: ConfigPlace,
  isMirrored: boolean,
  texts: ConfigTexts,
  addProblem: AddProblem,
): SensorConfig[] {
  const sensors: SensorConfig[] = [];
  for (const [index, sensor] of filled.entries()) {
    if (sensor?.name === undefined || sensor.when === undefined) continue;
    const { name, when } = sensor;
    const here = [...place, String(index)];
    if (sensors.some((other) => other.name === name)) {
      addProblem([...here, 'name'], texts.sameSensor(name));
      continue;
    }
    const read = readSensor({ ...sensor, name, when }, here, texts, addProblem);
    if (read) sensors.push(read);
    // The sensor stays, so that its accessory keeps its room and its automations.
    if (read?.when === 'mirrorBehind' && !isMirrored) addProblem([...here, 'when'], texts.noMirror);
  }
  return sensors;
}

function readSensor(
  sensor: FilledSensor & Pick<SensorConfig, 'name' | 'when'>,
  place: ConfigPlace,
  texts: ConfigTexts,
  addProblem: AddProblem,
): SensorConfig | undefined {
  const { name, kind, when, above, hysteresis, delayOff, leadMinutes } = sensor;
  const { delayOn = when === 'trouble' ? LONG_DELAY_ON_S : DELAY_ON_S } = sensor;
  if (when === 'offPeak') return { name, kind, when, leadMinutes };
  if (when === 'silent' || when === 'trouble') return { name, kind, when, delayOn, delayOff };
  if (!hasThreshold(when)) return { name, kind, when };
  if (above === undefined) {
    addProblem([...place, 'above'], problemText([...place, 'above'], undefined, undefined, texts));
    return undefined;
  }
  if (hysteresis > above) addProblem([...place, 'hysteresis'], texts.neverOff(hysteresis, above));
  return { name, kind, when, above, hysteresis: Math.min(hysteresis, above), delayOn, delayOff };
}

/** What stands in for a threshold that is wrong: a sensor that needs none is kept, and the field counts as empty. */
export function insteadOfThreshold(sensor: Partial<FilledSensor>): '' | undefined {
  const { name, when } = sensor;
  return name === undefined || when === undefined || hasThreshold(when) ? undefined : '';
}

function hasThreshold(when: SensorConfig['when']): when is (typeof WITH_THRESHOLD)[number] {
  return WITH_THRESHOLD.some((one) => one === when);
}
