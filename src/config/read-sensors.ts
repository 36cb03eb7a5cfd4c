import { MEASURED_QUANTITIES, type SensorConfig } from './config.ts';
import { type AddProblem, type ConfigTexts, problemText } from './problem-text.ts';
import type { ConfigPlace } from './schema.ts';

/** The form has the same list, plus `voltage`, in its conditions: once for each field that only these sensors have. */
const WITH_THRESHOLD = [...MEASURED_QUANTITIES, 'mirrorBehind'] as const;

/** The highest voltage that the grid may supply, as a mean over ten minutes: 230 V + 10 % (arrêté of 24 December 2007, article 4). */
const MOST_SUPPLIED_V = 253;

/** The delays if the settings have no `delayOn`. Most troubles pass by themselves within minutes, and need no notification on the phone. */
const DELAY_ON_S = 10;
const LONG_DELAY_ON_S = 300;

/** A sensor after `checkAndFill`: all its fields are present, even those that its `when` does not use. */
export interface FilledSensor {
  readonly name?: string;
  readonly when?: SensorConfig['when'];
  readonly kind: SensorConfig['kind'];
  readonly above?: number;
  readonly below?: number;
  readonly hysteresis: number;
  readonly delayOn?: number;
  readonly delayOff: number;
  readonly leadMinutes: number;
}

/**
 * The sensors of a meter. A sensor is left out if it has no name, the same name as another, or lacks the threshold that it needs.
 * @param place the place of the list
 * @param isMirrored whether the readings are sent to an InfluxDB, or are meant to be
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
    // The sensor is kept, so that its accessory keeps its room and its automations.
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
  const { name, kind, when, delayOff, leadMinutes } = sensor;
  const { delayOn = when === 'trouble' ? LONG_DELAY_ON_S : DELAY_ON_S } = sensor;
  if (when === 'offPeak') return { name, kind, when, leadMinutes };
  if (when === 'silent' || when === 'trouble') return { name, kind, when, delayOn, delayOff };
  if (when === 'voltage') {
    const limit = readVoltageLimit(sensor, place, texts, addProblem);
    return limit && { name, kind, when, ...limit, delayOn, delayOff };
  }
  if (!hasThreshold(when)) return { name, kind, when };
  const limit = readLimit(sensor, place, texts, addProblem);
  return limit && { name, kind, when, ...limit, delayOn, delayOff };
}

type Limit = Pick<FilledSensor, 'above' | 'below' | 'hysteresis'>;

function readLimit(
  { above, hysteresis }: Limit,
  place: ConfigPlace,
  texts: ConfigTexts,
  addProblem: AddProblem,
): { readonly above: number; readonly hysteresis: number } | undefined {
  if (above === undefined) {
    addProblem([...place, 'above'], problemText([...place, 'above'], undefined, undefined, texts));
    return undefined;
  }
  if (hysteresis > above) addProblem([...place, 'hysteresis'], texts.neverOff(hysteresis, above));
  return { above, hysteresis: Math.min(hysteresis, above) };
}

/** Exactly one of `above` and `below`. */
function readVoltageLimit(
  limit: Limit,
  place: ConfigPlace,
  texts: ConfigTexts,
  addProblem: AddProblem,
): ({ readonly hysteresis: number } & ({ readonly above: number } | { readonly below: number })) | undefined {
  const { above, below, hysteresis } = limit;
  if (above !== undefined && below !== undefined) {
    addProblem([...place, 'below'], texts.aboveAndBelow);
    return undefined;
  }
  if (above === undefined && below === undefined) {
    addProblem([...place, 'above'], texts.aboveOrBelow);
    return undefined;
  }
  if (below === undefined) return readLimit(limit, place, texts, addProblem);
  // Rounds away the error of binary fractions.
  const offAt = Number((below + hysteresis).toFixed(3));
  if (hysteresis > 0 && offAt > MOST_SUPPLIED_V)
    addProblem([...place, 'hysteresis'], texts.hardlyOff(offAt, MOST_SUPPLIED_V), true);
  return { below, hysteresis };
}

/**
 * What replaces a wrong threshold: nothing, and the sensor is left out; or an empty field, if the sensor needs no threshold or has the
 * other one, and is therefore kept.
 */
export function insteadOfThreshold(field: 'above' | 'below', sensor: Partial<FilledSensor>): '' | undefined {
  const { name, when, below } = sensor;
  if (name === undefined || when === undefined) return undefined;
  if (field === 'below') return '';
  return hasThreshold(when) || (when === 'voltage' && below === undefined) ? undefined : '';
}

function hasThreshold(when: SensorConfig['when']): when is (typeof WITH_THRESHOLD)[number] {
  return WITH_THRESHOLD.some((one) => one === when);
}
