import type { Status } from '../../../src/status/status.ts';
import { type Fact, factIfKnown } from './meter-display.ts';
import type { PageWords } from './page-words.ts';

/** What the card about InfluxDB shows. */
export interface MirrorDisplay {
  /** How sending goes, as a sentence. Absent where the list says what is wrong. */
  readonly state?: string;
  readonly facts: readonly Fact[];
  /** The refused measurements with the database's reason for each. */
  readonly refused: readonly Fact[];
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
  const some = (name: string, points: number) => (points > 0 ? [{ name, value: count(points) }] : []);
  const ageMs = mirror.oldestPendingAtMs === undefined ? undefined : Math.max(0, nowMs - mirror.oldestPendingAtMs);
  const isNext = mirror.state === 'delivering' && !isInTrouble && (ageMs ?? 0) < BATCH_MS;
  return {
    state: isInTrouble ? undefined : stateIn(mirror, words),
    refused: (mirror.refusedMeasurements ?? []).map(({ measurement, says }) => ({ name: measurement, value: says })),
    facts: [
      { name: names.delivered, value: count(mirror.delivered) },
      { name: isNext ? names.next : names.pending, value: count(mirror.pending) },
      ...factIfKnown(oldest, isNext ? undefined : ageMs, (ms) => ago(duration(ms))),
      ...some(names.refused, mirror.refused),
    ],
  };
}

/** Only what is well: the list has the words for the rest. */
function stateIn({ state }: Mirror, { texts }: PageWords): string | undefined {
  if (state === 'starting') return texts.mirror.starting;
  return state === 'delivering' ? texts.mirror.delivering : undefined;
}
