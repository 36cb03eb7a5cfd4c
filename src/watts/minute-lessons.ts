import { MINUTE_MS } from '../base/paris-time.ts';
import type { Minute } from '../energy/minute.ts';
import { MAX_DEVIATION } from './belief.ts';
import type { PowerFactors } from './power-factors.ts';

/** A minute with fewer readings has a gap. A frame takes 2.7 s at most, so a minute has 22 of them. */
const LEAST_READINGS = 15;
/** A minute with fewer readings than this share of those of its neighbours also has a gap. */
const LEAST_SHARE = 0.9;
/** In a steady minute, the greatest power exceeds the least by no more than the greater of these. */
const STEADY_VA = 25;
const STEADY_SHARE = 0.04;
/**
 * The standard deviation of the difference between two indexes, in Wh: each is rounded down to whole Wh, with an error that is uniform
 * between 0 and 1.
 */
const INDEX_DEVIATION_WH = Math.sqrt(2 / 12);
/** The standard deviation of the energy of a minute that is assumed to have only two powers, as a share of it. */
const MIXING_SHARE = 0.05;
/** If the energy is more than this many times the apparent energy plus 1 Wh for the rounding, the index is wrong. */
const MAX_EXCESS = 1.1;

/** A minute from which a power factor can be learned, since all the necessary values are known. */
interface Lesson {
  readonly atMs: number;
  readonly meanVA: number;
  readonly leastVA: number;
  readonly greatestVA: number;
  readonly energyWh: number;
}

/** Successive minutes in which the power was nearly the same. */
interface SteadyRun {
  readonly va: number;
  readonly vah: number;
  readonly wh: number;
  readonly endMs: number;
}

/**
 * Learns the power factors from minutes of the journal, oldest first.
 * - Successive steady minutes are one observation: the index is only rounded at its two ends.
 * - Any other minute is assumed to have had two powers, its least and its greatest, for durations that follow from its mean. The factor of
 *   the least one is already known, so the rest of the energy shows that of the greatest one. Powers that never last a minute, such as
 *   those of an oven, can only be learned this way.
 */
export function learnFromMinutes(minutes: readonly Minute[], factors: PowerFactors): void {
  const lessons = minutes.flatMap((minute, index) => lessonFrom(minute, minutes[index - 1], minutes[index + 1]));
  for (const { va, vah, wh } of steadyRuns(lessons.filter(isSteady))) {
    learn(factors, va, wh / vah, INDEX_DEVIATION_WH / vah);
  }
  for (const lesson of lessons) if (!isSteady(lesson)) learnGreatest(lesson, factors);
}

function lessonFrom(minute: Minute, before: Minute | undefined, after: Minute | undefined): readonly Lesson[] {
  const { atMs, meanVA, leastVA, greatestVA, energyWh } = minute;
  if (!isWhole(minute, before, after) || !meanVA || leastVA === undefined || greatestVA === undefined) return [];
  if (energyWh === undefined || energyWh > (meanVA / 60) * MAX_EXCESS + 1) return [];
  return [{ atMs, meanVA, leastVA, greatestVA, energyWh }];
}

/**
 * Whether the energy of a minute covers exactly sixty seconds. It is counted from the last frame of the minute before, so that minute must
 * be complete as well; and without the minute after, the readings may have ended within this one, as at a restart.
 */
function isWhole({ atMs, count }: Minute, before: Minute | undefined, after: Minute | undefined): boolean {
  if (before?.atMs !== atMs - MINUTE_MS || after?.atMs !== atMs + MINUTE_MS) return false;
  const least = Math.max(LEAST_READINGS, LEAST_SHARE * Math.max(before.count, count, after.count));
  return count >= least && before.count >= least;
}

function isSteady({ meanVA, leastVA, greatestVA }: Lesson): boolean {
  return greatestVA - leastVA <= Math.max(STEADY_VA, STEADY_SHARE * meanVA);
}

function steadyRuns(lessons: readonly Lesson[]): readonly SteadyRun[] {
  const runs: SteadyRun[] = [];
  for (const { atMs, meanVA, energyWh } of lessons) {
    const run = runs.at(-1);
    const minute = { va: meanVA, vah: meanVA / 60, wh: energyWh, endMs: atMs + MINUTE_MS };
    const isSame = run?.endMs === atMs && Math.abs(meanVA - run.va) <= Math.max(STEADY_VA / 2, STEADY_SHARE * run.va);
    if (run && isSame)
      runs[runs.length - 1] = { ...minute, va: run.va, vah: run.vah + minute.vah, wh: run.wh + energyWh };
    else runs.push(minute);
  }
  return runs;
}

/** Learns the factor of the greatest power of a minute with two powers. */
function learnGreatest({ meanVA, leastVA, greatestVA, energyWh }: Lesson, factors: PowerFactors): void {
  const share = (meanVA - leastVA) / (greatestVA - leastVA);
  const greatestVAh = (share * greatestVA) / 60;
  const leastVAh = ((1 - share) * leastVA) / 60;
  const least = factors.recall(leastVA);
  const uncertainWh = Math.hypot(
    INDEX_DEVIATION_WH,
    Math.sqrt(least.variance) * leastVAh,
    (MIXING_SHARE * meanVA) / 60,
  );
  if (greatestVAh > 0)
    learn(factors, greatestVA, (energyWh - least.mean * leastVAh) / greatestVAh, uncertainWh / greatestVAh);
}

function learn(factors: PowerFactors, va: number, factor: number, deviation: number): void {
  if (deviation > MAX_DEVIATION || factor <= 0) return;
  factors.learn(va, { mean: Math.min(factor, 1), variance: deviation ** 2 });
}
