import { parisDayOf } from '../../../src/base/paris-time.ts';
import type { Part } from '../../../src/trouble/trouble.ts';
import type { TroubleNote } from '../../../src/ui/protocol.ts';
import { dayText } from './date-words.ts';
import type { PageWords } from './page-words.ts';

/** Where on *Live* the troubles of a part are shown: at its top, in the card of their meter, or above the card about InfluxDB or MQTT. */
type LivePlace = 'top' | 'meter' | 'mirror' | 'mqtt';
/** The tabs with troubles at the top. */
export type TroubleTab = 'energy' | 'port' | 'influx' | 'all';

/** Where the troubles of each part are shown: next to what they concern. */
const PLACES: { readonly [P in Part]: { readonly live: LivePlace; readonly tab: TroubleTab } } = {
  line: { live: 'meter', tab: 'port' },
  clock: { live: 'top', tab: 'energy' },
  history: { live: 'top', tab: 'energy' },
  mirror: { live: 'mirror', tab: 'influx' },
  settings: { live: 'top', tab: 'all' },
  share: { live: 'top', tab: 'port' },
  page: { live: 'top', tab: 'all' },
  mqtt: { live: 'mqtt', tab: 'all' },
  matter: { live: 'top', tab: 'all' },
  writer: { live: 'top', tab: 'energy' },
};

/** The troubles for the top of a tab. */
export function troublesOfTab(troubles: readonly TroubleNote[], tab: TroubleTab): readonly TroubleNote[] {
  return troubles.filter(({ part }) => PLACES[part].tab === tab);
}

/** The troubles for each place of *Live*. */
export interface LiveTroubles {
  readonly top: readonly TroubleNote[];
  readonly mirror: readonly TroubleNote[];
  readonly mqtt: readonly TroubleNote[];
  /** By the slug of each meter that has a card. */
  readonly ofMeter: ReadonlyMap<string, readonly TroubleNote[]>;
}

/** @param meters the slugs of the meters that have a card: the troubles of any other meter are shown at the top */
export function liveTroubles(troubles: readonly TroubleNote[], meters: readonly string[]): LiveTroubles {
  const placeOf = ({ part, meter = '' }: TroubleNote): LivePlace => {
    const { live } = PLACES[part];
    return live === 'meter' && !meters.includes(meter) ? 'top' : live;
  };
  const at = (place: LivePlace) => troubles.filter((one) => placeOf(one) === place);
  const ofMeter = new Map(meters.map((slug) => [slug, at('meter').filter(({ meter }) => meter === slug)]));
  return { top: at('top'), mirror: at('mirror'), mqtt: at('mqtt'), ofMeter };
}

/** Troubles that do not affect the history. */
const LEAVES_HISTORY: ReadonlySet<string> = new Set([
  ...['history/notCopied', 'history/losing', 'writer/noStatus'],
  ...['clock/behind', 'clock/ahead'],
]);

/** Whether the list of troubles explains why the history is missing or incomplete; nothing is then shown as empty, or summed up. */
export function isHistoryInTrouble(troubles: readonly TroubleNote[]): boolean {
  return troublesOfTab(troubles, 'energy').some((one) => !LEAVES_HISTORY.has(nameOf(one)));
}

/**
 * Whether the list of troubles has one that keeps frames from the database; the card about InfluxDB then does not claim that all of them
 * arrive.
 */
export function isMirrorInTrouble(troubles: readonly TroubleNote[]): boolean {
  return isHistoryInTrouble(troubles) || troubles.some(({ part, waits }) => part === 'mirror' || waits);
}

/**
 * The troubles without the problems of settings that are shown elsewhere.
 * @param paths the paths of these problems; undefined while they are unknown
 */
export function besideProblems(troubles: readonly TroubleNote[], paths?: ReadonlySet<string>): readonly TroubleNote[] {
  return troubles.filter(({ path }) => path === undefined || (paths !== undefined && !paths.has(path)));
}

/** The part and the kind of a trouble: `line/gone`. */
export function nameOf({ part, kind }: Pick<TroubleNote, 'part' | 'kind'>): string {
  return `${part}/${kind}`;
}

/** Since when a trouble has existed: the time, with the day unless it is today. */
export function sinceText({ since }: TroubleNote, nowMs: number, words: PageWords): string {
  const { live } = words.texts;
  const day = parisDayOf(since);
  const time = words.time(since);
  return day === parisDayOf(nowMs) ? live.since(time) : live.sinceDay(dayText(day, 'day', words), time);
}
