import type { InfluxConfig } from '../config/config.ts';
import type { Texts } from '../texts/texts.ts';
import type { InfluxPlace, KindOf, UndatedTrouble } from '../trouble/trouble.ts';
import { said } from '../trouble/words.ts';

/**
 * Why nothing that is sent is stored at present. All of it will be sent again.
 * * `unreachable`: passes by itself; the server may have lost what it acknowledged last. Some of these servers do answer: their disk is
 *   full, or they answer 5xx. The status socket shows this name to other programs, so it is kept.
 * * `busy`: passes by itself; nothing is lost.
 * * `misconfigured`: nothing will be stored until the user changes something.
 *
 * `says` is what the server or the system says, in one short line.
 */
export type DeliveryTrouble =
  | { readonly kind: 'unreachable'; readonly why: Outage; readonly says: string; readonly retryInMs?: number }
  | { readonly kind: 'busy'; readonly says: string; readonly retryInMs?: number }
  | { readonly kind: 'misconfigured'; readonly why: Mistake; readonly says: string };

/**
 * `notListening`: nothing listens on that port. `unknownHost`: the host name does not exist. `silent`: no answer came in time. `full`: the
 * server's disk is full. `failing`: the server answers 5xx. `broken`: the connection was cut.
 */
export type Outage = 'notListening' | 'unknownHost' | 'silent' | 'full' | 'failing' | 'broken';

/**
 * What the user must change. `noRoom`: the server holds as many databases as it may, and the configured one is not among them (InfluxDB 3
 * Core: five). `refusesAll`: it refuses the points of every measurement. `address`: what answers there is not InfluxDB, or not the
 * configured version.
 */
export type Mistake =
  | 'credentials'
  | 'rights'
  | 'noSuchStore'
  | 'noSuchRetentionPolicy'
  | 'noRoom'
  | 'refusesAll'
  | 'address'
  | 'certificate';

export function isDeliveryTrouble<T extends { readonly kind: string }>(
  result: T | DeliveryTrouble,
): result is DeliveryTrouble {
  return ['unreachable', 'busy', 'misconfigured'].includes(result.kind);
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/**
 * How long to wait before the next attempt, in ms: as long as the server asks for. Otherwise 1 s, doubled with each failure up to 60 s,
 * minus a random part of up to one half; 60 s if only the user can help.
 * @param failures how many attempts in a row have failed, including this one
 * @param random returns a number from 0 to 1
 */
export function retryDelayMs(trouble: DeliveryTrouble, failures: number, random: () => number): number {
  switch (trouble.kind) {
    case 'unreachable':
    case 'busy':
      return trouble.retryInMs ?? Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS) * (1 - random() / 2);
    case 'misconfigured':
      return LONGEST_RETRY_MS;
  }
}

/** The trouble as an entry of the list of troubles. */
export function troubleOfDelivery(trouble: DeliveryTrouble, config: InfluxConfig): UndatedTrouble<'mirror'> {
  return { part: 'mirror', kind: kindOf(trouble, config), to: influxPlace(config), says: trouble.says };
}

function kindOf(trouble: DeliveryTrouble, config: InfluxConfig): KindOf<'mirror'> {
  switch (trouble.kind) {
    case 'unreachable':
      return trouble.why;
    case 'busy':
      return 'busy';
    case 'misconfigured':
      return isMissingOrganisation(trouble, config) ? 'noOrganisation' : trouble.why;
  }
}

/** The configured database, without its secrets. */
export function influxPlace(config: InfluxConfig): InfluxPlace {
  const url = displayedUrl(config);
  if (config.version === '2') {
    const { version, token, org, bucket } = config;
    return { url, version, hasCredentials: token !== '', org, bucket, database: '', username: '' };
  }
  const { version, database, username } = config;
  return { url, version, hasCredentials: username !== '', org: '', bucket: '', database, username };
}

/**
 * What is wrong with an InfluxDB, and what to do about it, in words for the user. The doctor, `history send` and the test on the settings
 * page use this function.
 * @param texts in the user's language, and for the host that decides what the settings are called
 */
export function deliveryTroubleText(
  trouble: DeliveryTrouble,
  config: InfluxConfig,
  { troubles }: Pick<Texts, 'troubles'>,
): string {
  const { says, cure } = said(troubleOfDelivery(trouble, config), troubles);
  return cure === '' ? says : `${says} ${cure}`;
}

/** The address of an InfluxDB, without a user or a password that it may contain. */
export function displayedUrl({ url }: InfluxConfig): string {
  const { origin, pathname } = new URL(url);
  return (origin + pathname).replace(/\/$/, '');
}

/**
 * Whether the server requires the name of an organisation, which only the server knows: InfluxDB 3 and VictoriaMetrics do not need one.
 * Other mistakes may have the word in an address, as in `influx.example.org`.
 */
function isMissingOrganisation(
  { why, says }: Extract<DeliveryTrouble, { kind: 'misconfigured' }>,
  config: InfluxConfig,
): boolean {
  if (why !== 'noSuchStore' && why !== 'address') return false;
  return config.version === '2' && config.org === '' && /(?<![./\w-])org(?:anization|ID)?\b/.test(says);
}
