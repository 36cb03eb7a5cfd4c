import type { InfluxConfig } from '../config/config.ts';
import type { Texts } from '../texts/texts.ts';
import type { InfluxPlace, KindOf, UndatedTrouble } from '../trouble.ts';
import { said } from '../trouble-words.ts';

/**
 * Why nothing that was sent is stored at present. All of it is to be sent again.
 *
 * * `unreachable`: it passes by itself, and the server may have lost what it acknowledged last. Some of these servers
 *   do answer: their disk is full, or they answer 5xx. The status socket gives this name to other programs, so it
 *   stays.
 * * `busy`: it passes by itself, and nothing is lost.
 * * `misconfigured`: nothing will be stored until the user changes something.
 *
 * `says` is what the server or the system says, in one short line.
 */
export type DeliveryTrouble =
  | { readonly kind: 'unreachable'; readonly why: Outage; readonly says: string; readonly retryInMs?: number }
  | { readonly kind: 'busy'; readonly says: string; readonly retryInMs?: number }
  | { readonly kind: 'misconfigured'; readonly why: Mistake; readonly says: string };

/** A trouble that passes by itself. */
export type PassingTrouble = Extract<DeliveryTrouble, { kind: 'unreachable' | 'busy' }>;

/**
 * `notListening`: nothing listens on that port. `unknownHost`: there is no such host name. `silent`: no answer came in
 * time. `full`: the server's disk is full. `failing`: the server answers 5xx. `broken`: the connection was cut.
 */
export type Outage = 'notListening' | 'unknownHost' | 'silent' | 'full' | 'failing' | 'broken';

/**
 * What the user must change. `noRoom`: the server holds as many databases as it may, and the one that is set is not
 * among them (InfluxDB 3 Core: five). `name`: it allows no database of that name. `refusesAll`: it refuses every line,
 * in words that say nothing of a line (`refuses-all.ts`). `address`: what answers there is not InfluxDB, or not the
 * version that is set. `stranger`: it answers as an InfluxDB does, but nothing shows that it is one
 * (`verified-client.ts`).
 */
export type Mistake =
  | 'credentials'
  | 'rights'
  | 'noSuchStore'
  | 'noSuchRetentionPolicy'
  | 'noRoom'
  | 'name'
  | 'refusesAll'
  | 'address'
  | 'certificate'
  | 'stranger';

export function isDeliveryTrouble<T extends { readonly kind: string }>(
  result: T | DeliveryTrouble,
): result is DeliveryTrouble {
  return isPassingTrouble(result) || result.kind === 'misconfigured';
}

export function isPassingTrouble<T extends { readonly kind: string }>(
  result: T | DeliveryTrouble,
): result is PassingTrouble {
  return result.kind === 'unreachable' || result.kind === 'busy';
}

/**
 * Whether the server may have been killed, so that it may have lost what it acknowledged last. While it is down, a
 * router or a proxy in front of it may answer in its place.
 */
export function mayHaveLostWrites(trouble: DeliveryTrouble): boolean {
  if (trouble.kind === 'misconfigured') return ['address', 'certificate', 'stranger'].includes(trouble.why);
  return trouble.kind === 'unreachable';
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/**
 * How long to wait before the next try, in ms. It is what the server asks for; otherwise 1 s, doubled with each failure
 * up to 60 s, less a random part of up to one half; 60 s when only the user can help.
 * @param failures how many tries in a row have failed, this one included
 * @param random gives a number from 0 to 1
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

/** The trouble as the list of what is wrong has it. */
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

/** The database that is set, without its secrets. */
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
 * What is wrong with an InfluxDB, and what to do about it, in the user's words. The doctor, `history send` and the test on the
 * settings page say it with this function.
 * @param texts of the language, and of the host that decides what the settings are called
 */
export function deliveryTroubleText(
  trouble: DeliveryTrouble,
  config: InfluxConfig,
  { troubles }: Pick<Texts, 'troubles'>,
): string {
  const { says, cure } = said(troubleOfDelivery(trouble, config), troubles);
  return cure === '' ? says : `${says} ${cure}`;
}

/** The address of an InfluxDB, without a user or a password that may stand in it. */
export function displayedUrl({ url }: InfluxConfig): string {
  const { origin, pathname } = new URL(url);
  return (origin + pathname).replace(/\/$/, '');
}

/**
 * Whether the server wants the name of an organisation, which only it knows: InfluxDB 3 and VictoriaMetrics do without. Other
 * mistakes may have the word in an address, as in `influx.example.org`.
 */
function isMissingOrganisation(
  { why, says }: Extract<DeliveryTrouble, { kind: 'misconfigured' }>,
  config: InfluxConfig,
): boolean {
  if (why !== 'noSuchStore' && why !== 'address') return false;
  return config.version === '2' && config.org === '' && /(?<![./\w-])org(?:anization|ID)?\b/.test(says);
}
