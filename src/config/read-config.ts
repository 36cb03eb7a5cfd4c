import { type Host, type Language, textsFor } from '../texts/texts.ts';
import type { Config, InfluxConfig, JournalConfig, MeterConfig, TileQuantity } from './config.ts';
import { type AddProblem, type ConfigTexts, nearestName, problemText, shownPath } from './problem-text.ts';
import { type FilledMqtt, readMqtt } from './read-mqtt.ts';
import { type FilledPrice, readPrices } from './read-prices.ts';
import { type FilledSensor, insteadOfThreshold, readSensors } from './read-sensors.ts';
import { type FilledPage, type FilledShare, SharedAddresses } from './read-share.ts';
import {
  type ConfigPlace,
  checkAndFill,
  unknownPropertiesIn,
  valueAt,
  withoutEmptyItems,
  withoutValueAt,
} from './schema.ts';
import { slugOf } from './slug.ts';

/** The values that the form saves for the speed of a port. */
const BAUD_RATES = { auto: 'auto', '1200': 1200, '9600': 9600 } as const;

/** One mistake in what the user typed: its place (`meters[1].mode`), and what to do about it, in the user's language. */
export interface ConfigProblem {
  readonly path: string;
  readonly says: string;
  /** The value is kept: it is unlikely, but may be right. */
  readonly isDoubt?: true;
}

/**
 * Reads what the user typed. Returns a configuration that is always complete, and every problem in the input. A wrong field gets its
 * default; if it has none, the thing that it belongs to is left out: the meter, the sensor, or InfluxDB. Never throws, and no problem
 * contains a secret.
 * @param spoken the language of the problems; by default, the one that the configuration sets
 * @param host whether the problems are worded for Homebridge or for the command line
 */
export function readConfig(
  raw: unknown,
  spoken?: Language,
  host: Host = 'homebridge',
): { readonly config: Config; readonly problems: readonly ConfigProblem[] } {
  const entered = withoutEmptyItems(copyOf(raw));
  const unknown = unknownPropertiesIn(entered);
  const faults = checkAndFill(entered).map((place) => ({ place, value: valueAt(entered, place) }));
  const filled = [...unknown, ...faults].reduce((config, { place }) => withoutValueAt(config, place), entered);
  checkAndFill(filled);

  const { language, meters = [], page: wantedPage, influx, mqtt: wantedMqtt, journal } = filled as Filled;
  const texts = textsFor(spoken ?? language, host).config;
  const problems = new Map<string, ConfigProblem>();
  const addProblem: AddProblem = (place, says, isDoubt) => {
    const path = shownPath(place);
    if (!problems.has(path)) problems.set(path, { path, says, isDoubt });
  };
  for (const { place, value } of faults) addProblem(place, problemText(place, value, usedAt(filled, place), texts));
  for (const { place, known } of unknown) addProblem(place, texts.unknown(nearestName(place.at(-1) ?? '', known)));
  const mirror = readInflux(influx, texts, addProblem);
  // A mistake in the InfluxDB settings is reported at its own place.
  const isMirrored = mirror !== undefined || [...problems.keys()].some((path) => path.startsWith('influx'));
  const addresses = new SharedAddresses(texts, addProblem);
  const read = readMeters(meters, isMirrored, addresses, texts, addProblem);
  const page = addresses.readPage(wantedPage, read);
  const mqtt = readMqtt(wantedMqtt, read, texts, addProblem);
  return {
    config: {
      ...{ language, meters: read, journal },
      page,
      influx: mirror,
      mqtt,
    },
    problems: [...problems.values()],
  };
}

/** A configuration after `checkAndFill`: everything with a default is present, and everything present is valid. */
interface Filled {
  readonly language: Language;
  readonly meters?: readonly (FilledMeter | undefined)[];
  readonly page: FilledPage;
  readonly influx: FilledInflux;
  readonly mqtt: FilledMqtt;
  readonly journal: JournalConfig;
}

type FilledMeter = Omit<
  MeterConfig,
  'slug' | 'port' | 'baudRate' | 'tiles' | 'sensors' | 'powerFactor' | 'share' | 'prices'
> & {
  readonly port?: string;
  readonly baudRate: keyof typeof BAUD_RATES;
  readonly tiles: readonly (TileQuantity | undefined)[];
  readonly sensors?: readonly (FilledSensor | undefined)[];
  /** A text may also be a number in quotes. */
  readonly powerFactor: string | number;
  readonly share?: FilledShare;
  readonly prices?: readonly (FilledPrice | undefined)[];
};

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

/** A mutable copy of everything that JSON can represent. A field that is null counts as empty. */
function copyOf(raw: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(raw ?? {}), (key, value) => cleaned(key, value) ?? undefined);
  } catch {
    return undefined;
  }
}

/**
 * A text without surrounding blanks, which come from pasting; in a password they may be intended. The form saves the speed of a port as a
 * text, but in a hand-written file it may be a number.
 */
function cleaned(key: string, value: unknown): unknown {
  if (key === 'baudRate' && typeof value === 'number') return String(value);
  return typeof value === 'string' && key !== 'password' ? value.trim() : value;
}

/** The value that is used instead of a wrong one. */
function usedAt(filled: unknown, place: ConfigPlace): unknown {
  const field = place.at(-1);
  if (field !== 'above' && field !== 'below') return valueAt(filled, place);
  return insteadOfThreshold(field, valueAt(filled, place.slice(0, -1)) as Partial<FilledSensor>);
}

function readMeters(
  filled: readonly (FilledMeter | undefined)[],
  isMirrored: boolean,
  addresses: SharedAddresses,
  texts: ConfigTexts,
  addProblem: AddProblem,
): MeterConfig[] {
  const meters: MeterConfig[] = [];
  for (const [index, meter] of filled.entries()) {
    if (meter?.port === undefined) continue;
    const { share: wanted, ...alone } = meter;
    const { port, tiles, sensors = [], prices = [] } = meter;
    const place = ['meters', String(index)];
    const slug = slugOf(meter.name);
    const namesake = meters.find((other) => other.slug === slug);
    const rival = port.startsWith('demo') ? undefined : meters.find((other) => other.port === port);
    if (namesake) addProblem([...place, 'name'], texts.sameName(namesake.name));
    if (rival) addProblem([...place, 'port'], texts.samePort(rival.name));
    const read = readSensors(sensors, [...place, 'sensors'], isMirrored, texts, addProblem);
    const priced = readPrices(prices, [...place, 'prices'], texts, addProblem);
    const shown = [...new Set(tiles)].filter((tile) => tile !== undefined);
    const baudRate = BAUD_RATES[meter.baudRate];
    const powerFactor = meter.powerFactor === 'auto' ? 'auto' : Number(meter.powerFactor);
    if (namesake || rival) continue;
    const share = addresses.read(wanted, { name: meter.name, port }, [...place, 'share']);
    const shared = share && { share };
    meters.push({
      ...alone,
      slug,
      port,
      baudRate,
      tiles: shown,
      sensors: read,
      powerFactor,
      ...shared,
      prices: priced,
    });
  }
  return meters;
}

function readInflux(filled: FilledInflux, texts: ConfigTexts, addProblem: AddProblem): InfluxConfig | undefined {
  const { url = '', version, literal } = filled;
  const place = ['influx', 'url'];
  if (url === '') {
    if (isWanted(filled)) addProblem(place, problemText(place, undefined, undefined, texts));
    return undefined;
  }
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.username || parsed?.password) addProblem(place, texts.urlSecrets);
  else if (!parsed || parsed.search || parsed.hash) addProblem(place, problemText(place, url, undefined, texts));
  else if (version === '2') {
    const { token, org, bucket } = filled;
    return { url, literal, version, token, org, bucket };
  } else {
    const { database, retentionPolicy, username, password } = filled;
    return { url, literal, version, database, retentionPolicy, username, password };
  }
  return undefined;
}

/** Whether the user has typed anything about InfluxDB. Bucket and database do not count, as the form fills them in by itself. */
function isWanted({ token, org, username, password }: FilledInflux): boolean {
  return [token, org, username, password].some((text) => text !== '');
}
