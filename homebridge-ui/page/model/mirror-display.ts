import type { Status } from '../../../src/status/status.ts';
import { type Fact, factIfKnown } from './meter-display.ts';
import type { PageWords } from './page-words.ts';

/** What the card about InfluxDB shows. */
export interface MirrorDisplay {
  /** How sending goes, as a sentence. Absent where the list says what is wrong. */
  readonly state?: string;
  readonly facts: readonly Fact[];
  /** What the state means. */
  readonly about?: string;
  /** The refused series with the database's reason for each, and how many more there are. */
  readonly refused?: { readonly series: readonly Fact[]; readonly more?: string };
}

type Mirror = NonNullable<Status['mirror']>;

/** Frames are sent several at a time, so that some wait for a while also when all is well. */
const BATCH_MS = 30_000;

/**
 * What the card about InfluxDB shows, from the mirror's status.
 * @param isInTrouble whether something that is wrong keeps frames from the database
 * @param nowMs the server's time
 */
export function mirrorDisplay(mirror: Mirror, isInTrouble: boolean, nowMs: number, words: PageWords): MirrorDisplay {
  const { texts, count, duration } = words;
  const { ago, oldest, ...names } = texts.mirror;
  const refused = refusedIn(mirror, words);
  const some = (name: string, points: number) => (points > 0 ? [{ name, value: count(points) }] : []);
  const { doubted = 0 } = mirror;
  const ageMs = mirror.oldestPendingAtMs === undefined ? undefined : Math.max(0, nowMs - mirror.oldestPendingAtMs);
  const isNext = mirror.state === 'delivering' && !isInTrouble && (ageMs ?? 0) < BATCH_MS;
  return {
    ...(!isInTrouble && stateIn(mirror, words)),
    refused,
    facts: [
      { name: names.delivered, value: count(mirror.delivered) },
      { name: isNext ? names.next : names.pending, value: count(mirror.pending - doubted) },
      ...factIfKnown(oldest, isNext ? undefined : ageMs, (ms) => ago(duration(ms))),
      ...some(names.doubted, doubted),
      ...some(names.refused, mirror.refused),
      ...some(names.dropped, mirror.dropped),
    ],
  };
}

/** Only what is well: the list has the words for the rest. */
function stateIn({ state, unverified }: Mirror, { texts }: PageWords): Pick<MirrorDisplay, 'state' | 'about'> {
  const { starting, delivering, ...names } = texts.mirror;
  if (state === 'starting') return { state: starting };
  if (state !== 'delivering') return {};
  return unverified ? { state: names.unverified, about: names.aboutUnverified } : { state: delivering };
}

function refusedIn(
  { refusedSeries = [], refusedSeriesInAll = 0 }: Mirror,
  { texts, count }: PageWords,
): MirrorDisplay['refused'] {
  if (refusedSeries.length === 0) return undefined;
  const { moreSeries } = texts.mirror;
  const others = refusedSeriesInAll - refusedSeries.length;
  return {
    series: refusedSeries.map(({ series, says }) => ({ name: series, value: says })),
    ...(others > 0 && { more: moreSeries(count(others)) }),
  };
}
