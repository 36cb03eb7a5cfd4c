import { type Host, type Language, type Texts, textsFor } from '../texts/texts.ts';
import type {
  Config,
  InfluxConfig,
  JournalConfig,
  MeasuredQuantity,
  MeterConfig,
  SensorConfig,
  TileName,
} from './config.ts';
import { nearestName, problemText, shownPath } from './problem-text.ts';
import {
  type ConfigPlace,
  checkAndFill,
  unknownPropertiesIn,
  valueAt,
  withoutEmptyItems,
  withoutValueAt,
} from './schema.ts';
import { slugOf } from './slug.ts';

/** One thing wrong with what the user typed: where (`meters[1].mode`) and what to do about it, in their language. */
export interface ConfigProblem {
  readonly path: string;
  readonly says: string;
}

/**
 * What the user typed as a configuration that is always whole, and every problem in it. A wrong field has its default
 * instead; one that has none takes its part out: the meter, the sensor, InfluxDB. Never throws, never tells a secret.
 * @param spoken the language of the problems, where it is not the one that is set
 * @param host what the problems name
 */
export function readConfig(
  raw: unknown,
  spoken?: Language,
  host: Host = 'homebridge',
): { readonly config: Config; readonly problems: readonly ConfigProblem[] } {
  const typed = withoutEmptyItems(copyOf(raw));
  const strangers = unknownPropertiesIn(typed);
  const faults = checkAndFill(typed).map((place) => ({ place, value: valueAt(typed, place) }));
  const filled = [...strangers, ...faults].reduce((config, { place }) => withoutValueAt(config, place), typed);
  checkAndFill(filled);

  const { language, meters = [], influx, journal } = filled as Filled;
  const words = textsFor(spoken ?? language, host).config;
  const problems = new Map<string, string>();
  const say: Say = (place, says) => {
    if (!problems.has(shownPath(place))) problems.set(shownPath(place), says);
  };
  for (const { place, value } of faults) say(place, problemText(place, value, valueAt(filled, place), words));
  for (const { place, known } of strangers) say(place, words.unknown(nearestName(place.at(-1) ?? '', known)));
  const mirror = readInflux(influx, words, say);
  return {
    config: { language, meters: readMeters(meters, words, say), ...(mirror && { influx: mirror }), journal },
    problems: Array.from(problems, ([path, says]) => ({ path, says })),
  };
}

type Words = Texts['config'];
/** Reports a problem; only the first one of a place counts. */
type Say = (place: ConfigPlace, says: string) => void;

/** What the schema guarantees once it was checked and filled: everything but what has no default. */
interface Filled {
  readonly language: Language;
  readonly meters?: readonly (FilledMeter | undefined)[];
  readonly influx: FilledInflux;
  readonly journal: JournalConfig;
}

type FilledMeter = Omit<MeterConfig, 'slug' | 'port' | 'tiles' | 'sensors'> & {
  readonly port?: string;
  readonly tiles: readonly (TileName | undefined)[];
  readonly sensors?: readonly (FilledSensor | undefined)[];
};

type FilledSensor = Pick<SensorConfig, 'kind'> & {
  readonly name?: string;
  readonly when?: SensorConfig['when'];
  readonly above?: number;
} & Pick<SensorConfig & { readonly when: MeasuredQuantity }, 'hysteresis' | 'delayOn' | 'delayOff'>;

interface FilledInflux {
  readonly url?: string;
  readonly version: '1' | '2';
  readonly token: string;
  readonly org: string;
  readonly bucket: string;
  readonly database: string;
  readonly username: string;
  readonly password: string;
  readonly retentionPolicy: string;
  readonly literal: boolean;
}

/** A copy to work on, of what JSON can hold: nothing else is a configuration. A null is a field left empty. */
function copyOf(raw: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(raw ?? {}), (key, value) => trimmed(key, value) ?? undefined);
  } catch {
    return undefined;
  }
}

/** What is pasted brings blanks along, which belong to a password alone. */
function trimmed(key: string, value: unknown): unknown {
  return typeof value === 'string' && key !== 'password' ? value.trim() : value;
}

function readMeters(typed: readonly (FilledMeter | undefined)[], words: Words, say: Say): MeterConfig[] {
  const meters: MeterConfig[] = [];
  for (const [index, meter] of typed.entries()) {
    if (meter?.port === undefined) continue;
    const { port, tiles, sensors = [] } = meter;
    const place = ['meters', String(index)];
    const slug = slugOf(meter.name);
    const namesake = meters.find((other) => other.slug === slug);
    const rival = port.startsWith('demo') ? undefined : meters.find((other) => other.port === port);
    if (namesake) say([...place, 'name'], words.sameName(namesake.name));
    if (rival) say([...place, 'port'], words.samePort(rival.name));
    const read = readSensors(sensors, [...place, 'sensors'], words, say);
    const shown = [...new Set(tiles)].filter((tile) => tile !== undefined);
    if (!namesake && !rival) meters.push({ ...meter, slug, port, tiles: shown, sensors: read });
  }
  return meters;
}

function readSensors(
  typed: readonly (FilledSensor | undefined)[],
  place: ConfigPlace,
  words: Words,
  say: Say,
): SensorConfig[] {
  const sensors: SensorConfig[] = [];
  for (const [index, sensor] of typed.entries()) {
    if (sensor?.name === undefined || sensor.when === undefined) continue;
    const { name, kind, when, above, hysteresis, delayOn, delayOff } = sensor;
    const here = [...place, String(index)];
    const namesake = sensors.some((other) => other.name === name);
    if (namesake) say([...here, 'name'], words.sameSensor(name));
    else if (!isMeasured(when)) sensors.push({ name, kind, when });
    else if (above === undefined) say([...here, 'above'], problemText([...here, 'above'], undefined, undefined, words));
    else {
      if (hysteresis > above) say([...here, 'hysteresis'], words.neverOff(hysteresis, above));
      sensors.push({ name, kind, when, above, hysteresis: Math.min(hysteresis, above), delayOn, delayOff });
    }
  }
  return sensors;
}

function isMeasured(when: SensorConfig['when']): when is MeasuredQuantity {
  return when === 'power' || when === 'current' || when === 'load' || when === 'injection';
}

function readInflux(typed: FilledInflux, words: Words, say: Say): InfluxConfig | undefined {
  const { url = '', version, literal } = typed;
  const place = ['influx', 'url'];
  if (url === '') {
    if (isWanted(typed)) say(place, problemText(place, undefined, undefined, words));
    return undefined;
  }
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.username || parsed?.password) say(place, words.urlSecrets);
  else if (!parsed || parsed.search || parsed.hash) say(place, problemText(place, url, undefined, words));
  else if (version === '2') {
    const { token, org, bucket } = typed;
    return { url, literal, version, token, org, bucket };
  } else {
    const { database, retentionPolicy, username, password } = typed;
    return { url, literal, version, database, retentionPolicy, username, password };
  }
  return undefined;
}

/** Whether somebody has set InfluxDB up: the form fills in the bucket and the database by itself. */
function isWanted({ token, org, username, password }: FilledInflux): boolean {
  return [token, org, username, password].some((text) => text !== '');
}
