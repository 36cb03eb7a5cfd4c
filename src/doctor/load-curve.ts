import { join } from 'node:path';
import { JOURNAL_FILE } from '../base/plugin-names.ts';
import type { Reading } from '../reading/reading.ts';
import { readHorodate } from '../tic/horodate.ts';
import type { Machine } from './machine.ts';

/** The mean active power of one period of the load curve: what the meter says of it, and what our readings say. */
export interface LoadCurveComparison {
  /** The meter's slug. */
  readonly meter: string;
  /** The period, by the meter's own clock, in ms since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
  /** What the meter says, in W: CCASN, less CCAIN for a producer. */
  readonly meterW: number;
  /** The mean `activePowerW` of our readings in that period. */
  readonly ourW: number;
}

/** The longest period of a load curve. */
const LONGEST_MS = 3_600_000;
/** The shortest period of a load curve. */
const SHORTEST_MS = 600_000;
/** The newest complete period ended at most one period ago, and began one period before its end. */
const LOOK_BACK_MS = 2 * LONGEST_MS + SHORTEST_MS;

/**
 * Compares the newest complete period of each meter's load curve with the readings in the journal of a storage folder. A meter
 * without a load curve, or whose readings do not cover a period, is left out. Never throws.
 */
export async function loadCurvesIn(folder: string, machine: Machine): Promise<readonly LoadCurveComparison[]> {
  const curves = new Map<string, LoadCurve>();
  try {
    using archive = await machine.openReadOnlyJournal(join(folder, JOURNAL_FILE));
    const { newest } = archive;
    if (!newest) return [];
    for (const { meter, reading } of archive.entries(newest.atMs - LOOK_BACK_MS)) {
      const curve = curves.get(meter) ?? createLoadCurve();
      curves.set(meter, curve);
      curve.take(reading);
    }
  } catch {
    // Without a readable journal, there is nothing to compare.
  }
  return [...curves].flatMap(([meter, curve]) => {
    const compared = curve.compare();
    return compared ? [{ meter, ...compared }] : [];
  });
}

/** Collects the readings of one meter, in their order, until they are compared with its load curve. */
export interface LoadCurve {
  take(reading: Reading): void;
  /** The newest period that the readings cover; undefined if there is none. */
  compare(): Omit<LoadCurveComparison, 'meter'> | undefined;
}

/** A reading stands until the next one, but no longer than this: the link counts as lost after it (54E §5.3.5). */
const STANDS_MS = 10_000;
/** The share of a period that must be covered. */
const COVERED = 0.95;

/**
 * The load curve is dated by the meter's clock, which may be hours off. So readings are dated by the same clock, DATE, whether
 * it is degraded or not; this machine's clock plays no part.
 */
export function createLoadCurve(): LoadCurve {
  let samples: Sample[] = [];
  const periods = new Map<number, MeterMean>();
  return {
    take(reading) {
      const atMs = instantIn(reading, 'DATE');
      if (atMs === undefined) return;
      // The meter's clock was set back, so what came before cannot be dated by it any more.
      if (atMs < (samples.at(-1)?.atMs ?? atMs)) {
        samples = [];
        periods.clear();
      }
      samples.push({ atMs, watts: reading.activePowerW });
      const period = periodIn(reading);
      if (period) periods.set(period.toMs, period);
    },
    compare() {
      for (const period of [...periods.values()].toSorted((a, b) => b.toMs - a.toMs)) {
        const ourW = meanIn(period, samples);
        if (ourW !== undefined) return { ...period, ourW };
      }
      return undefined;
    },
  };
}

/** The active power at an instant of the meter's clock. */
interface Sample {
  readonly atMs: number;
  readonly watts: number | undefined;
}

type MeterMean = Pick<LoadCurveComparison, 'fromMs' | 'toMs' | 'meterW'>;

/**
 * The last complete period that a reading tells. Its length is the time from the end of the period before to its own end. A
 * frame with refused groups may lack CCAIN, so it tells none.
 */
function periodIn(reading: Reading): MeterMean | undefined {
  const { labels, refused } = reading.frame;
  const fromMs = instantIn(reading, 'CCASN-1');
  const toMs = instantIn(reading, 'CCASN');
  if (fromMs === undefined || toMs === undefined || refused > 0) return undefined;
  const isLength = toMs - fromMs >= SHORTEST_MS && toMs - fromMs <= LONGEST_MS;
  const isGivenKnown = labels['CCAIN'] === undefined || instantIn(reading, 'CCAIN') === toMs;
  if (!isLength || !isGivenKnown) return undefined;
  return { fromMs, toMs, meterW: Number(labels['CCASN']) - Number(labels['CCAIN'] ?? 0) };
}

function instantIn({ frame }: Reading, label: string): number | undefined {
  return readHorodate(frame.horodates[label] ?? '')?.atMs;
}

/** The mean power of the samples in a period; undefined unless they cover nearly all of it. */
function meanIn({ fromMs, toMs }: MeterMean, samples: readonly Sample[]): number | undefined {
  let coveredMs = 0;
  let wattMs = 0;
  for (const [index, { atMs, watts }] of samples.entries()) {
    const untilMs = Math.min(samples[index + 1]?.atMs ?? atMs, atMs + STANDS_MS, toMs);
    const standsMs = Math.max(0, untilMs - Math.max(atMs, fromMs));
    if (watts === undefined) continue;
    coveredMs += standsMs;
    wattMs += watts * standsMs;
  }
  return coveredMs >= COVERED * (toMs - fromMs) ? wattMs / coveredMs : undefined;
}
