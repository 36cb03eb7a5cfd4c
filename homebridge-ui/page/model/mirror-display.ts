import type { Status } from '../../../src/status/status.ts';
import { type Fact, factIfKnown } from './meter-display.ts';
import type { PageWords } from './page-words.ts';

/** How sending to InfluxDB goes. */
export interface MirrorDisplay {
  readonly says: string;
  readonly isWell: boolean;
  readonly facts: readonly Fact[];
  /** What there is to know about that, and to do. */
  readonly about?: string;
  /** The series that are refused, each with what the database says about it, and what to do. */
  readonly refused?: { readonly series: readonly Fact[]; readonly more?: string; readonly says: string };
  /** As the database said it. */
  readonly lastError?: string;
}

type Mirror = NonNullable<Status['mirror']>;

export function mirrorDisplay(mirror: Mirror, nowMs: number, words: PageWords): MirrorDisplay {
  const { texts, count, duration } = words;
  const { pending, ago, oldest, ...names } = texts.mirror;
  const refused = refusedIn(mirror, words);
  const isSending = mirror.state === 'delivering' || mirror.state === 'starting';
  const isStranger = mirror.mistake === 'stranger';
  const isWell = isSending && !refused;
  const some = (name: string, points: number) => (points > 0 ? [{ name, value: count(points) }] : []);
  const { oldestPendingAtMs } = mirror;
  return {
    says: stateIn(mirror, words),
    isWell,
    ...(isStranger && { about: names.aboutStranger }),
    ...(mirror.unverified && { about: names.aboutUnverified }),
    ...(refused && { refused }),
    facts: [
      { name: names.delivered, value: count(mirror.delivered) },
      { name: pending, value: count(mirror.pending) },
      ...factIfKnown(oldest, oldestPendingAtMs, (atMs) => ago(duration(Math.max(0, nowMs - atMs)))),
      ...some(names.refused, mirror.refused),
      ...some(names.dropped, mirror.dropped),
    ],
    ...(!isSending && !isStranger && mirror.lastError !== undefined && { lastError: mirror.lastError }),
  };
}

function stateIn(mirror: Mirror, { texts }: PageWords): string {
  const { state, stranger, refusing, unverified } = texts.mirror;
  if (mirror.mistake === 'stranger') return stranger;
  if (mirror.state !== 'delivering') return state[mirror.state];
  if ((mirror.refusedSeries ?? []).length > 0) return refusing;
  return mirror.unverified ? unverified : state.delivering;
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
    says: resend,
  };
}
