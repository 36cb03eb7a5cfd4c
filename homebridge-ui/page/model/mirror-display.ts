import type { Status } from '../../../src/status/status.ts';
import { type Fact, factIfKnown } from './meter-display.ts';
import type { PageWords } from './page-words.ts';

/** What the card about InfluxDB shows. */
export interface MirrorDisplay {
  /** How sending goes, as a sentence. */
  readonly state: string;
  readonly isWell: boolean;
  readonly facts: readonly Fact[];
  /** What the state means, and what to do about it. */
  readonly about?: string;
  /** The refused series with the database's reason for each, how many more there are, and what to do about it. */
  readonly refused?: { readonly series: readonly Fact[]; readonly more?: string; readonly advice: string };
  /** In the database's own words. */
  readonly lastError?: string;
}

type Mirror = NonNullable<Status['mirror']>;

/** What the card about InfluxDB shows, from the mirror's status. @param nowMs the server's time */
export function mirrorDisplay(mirror: Mirror, nowMs: number, words: PageWords): MirrorDisplay {
  const { texts, count, duration } = words;
  const { pending, ago, oldest, ...names } = texts.mirror;
  const refused = refusedIn(mirror, words);
  const isSending = ['starting', 'delivering', 'clash'].includes(mirror.state);
  const isStranger = mirror.mistake === 'stranger';
  const isWell = isSending && !refused;
  const some = (name: string, points: number) => (points > 0 ? [{ name, value: count(points) }] : []);
  const { oldestPendingAtMs, doubted = 0 } = mirror;
  return {
    state: stateIn(mirror, words),
    isWell,
    ...(isStranger && { about: names.aboutStranger }),
    ...(mirror.unverified && { about: names.aboutUnverified }),
    ...(refused && { refused }),
    facts: [
      { name: names.delivered, value: count(mirror.delivered) },
      { name: pending, value: count(mirror.pending - doubted) },
      ...factIfKnown(oldest, oldestPendingAtMs, (atMs) => ago(duration(Math.max(0, nowMs - atMs)))),
      ...some(names.doubted, doubted),
      ...some(names.refused, mirror.refused),
      ...some(names.dropped, mirror.dropped),
    ],
    ...(!isSending && !isStranger && mirror.lastError !== undefined && { lastError: mirror.lastError }),
  };
}

function stateIn(mirror: Mirror, { texts }: PageWords): string {
  const { state, stranger, unverified } = texts.mirror;
  if (mirror.mistake === 'stranger') return stranger;
  return mirror.state === 'delivering' && mirror.unverified ? unverified : state[mirror.state];
}

function refusedIn(
  { refusedSeries = [], refusedSeriesInAll = 0 }: Mirror,
  { texts, count }: PageWords,
): MirrorDisplay['refused'] {
  if (refusedSeries.length === 0) return undefined;
  const { moreSeries, resend } = texts.mirror;
  const others = refusedSeriesInAll - refusedSeries.length;
  return {
    series: refusedSeries.map(({ series, says }) => ({ name: series, value: says })),
    ...(others > 0 && { more: moreSeries(count(others)) }),
    advice: resend,
  };
}
