import { expect } from 'vitest';
import type { CurvePiece, ImportedDay } from '../../src/energy/imported-day.ts';
import type { FileFacts } from '../../src/history-files/history-file.ts';
import type { Direction, KnownStep } from '../../testbed/history-files/known-house.ts';
import { dateOfNumber, datePlus, midnightInParis } from '../../testbed/history-files/paris-clock.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';

/** The facts of a file without any flaw. */
export const NOTHING_SPECIAL = {
  repeated: 0,
  contradictory: 0,
  empty: 0,
  offGrid: 0,
  inNoTime: 0,
  hourOnce: 0,
  estimated: 0,
  indexWentBack: 0,
} satisfies Partial<FileFacts>;

/**
 * The steps of the curves that were read, in the order of time. It fails where the days or their pieces are not in order, or where
 * a step is not within its day.
 */
export function readSteps(days: readonly ImportedDay[], direction: Direction = 'drawn'): KnownStep[] {
  expect(days.map(({ day }) => day)).toEqual([...new Set(days.map(({ day }) => day))].toSorted((a, b) => a - b));
  const misplaced: string[] = [];
  const steps = days.flatMap((day) => {
    const pieces = (direction === 'drawn' ? day.curve : day.givenCurve) ?? [];
    const date = dateOfNumber(day.day);
    const beginMs = midnightInParis(date);
    const inDay = pieces.flatMap((piece) => stepsOfPiece(piece, beginMs));
    const nextDayMs = midnightInParis(datePlus(date, 1));
    const isInOrder = inDay.every((step, nth) => {
      return step.fromMs >= beginMs && endOf(step) <= (inDay[nth + 1]?.fromMs ?? nextDayMs);
    });
    if (!isInOrder || pieces.some(({ meanW }) => meanW.length === 0)) misplaced.push(date);
    return inDay;
  });
  expect(misplaced).toEqual([]);
  return steps;
}

function stepsOfPiece({ fromMinute, stepMinutes, meanW }: CurvePiece, beginMs: number): KnownStep[] {
  return meanW.map((watts, nth) => ({
    fromMs: beginMs + (fromMinute + nth * stepMinutes) * MINUTE_MS,
    minutes: stepMinutes,
    meanW: watts,
  }));
}

/** What the facts of a file say of its time, by its steps: when it begins and ends, and what it lacks in between. */
export function timeFactsOf(
  steps: readonly KnownStep[],
): Pick<FileFacts, 'fromMs' | 'toMs' | 'gaps' | 'stepsMinutes'> | undefined {
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return undefined;
  const gaps = steps.slice(1).flatMap((step, nth) => {
    const endMs = endOf(steps[nth] as KnownStep);
    return endMs === step.fromMs ? [] : [{ fromMs: endMs, toMs: step.fromMs }];
  });
  const stepsMinutes = [...new Set(steps.map(({ minutes }) => minutes))].toSorted((a, b) => a - b);
  return { fromMs: first.fromMs, toMs: endOf(last), gaps, stepsMinutes };
}

export function endOf({ fromMs, minutes }: KnownStep): number {
  return fromMs + minutes * MINUTE_MS;
}

/** Each certain step was read, and each step that was read is possible. The first differences are shown. */
export function expectSteps(
  read: readonly KnownStep[],
  certain: readonly KnownStep[],
  possible: readonly KnownStep[] = certain,
): void {
  const isRead = new Set(read.map(keyOf));
  const isPossible = new Set(possible.map(keyOf));
  expect({
    lacks: shownSteps(certain.filter((step) => !isRead.has(keyOf(step))).slice(0, 9)),
    invents: shownSteps(read.filter((step) => !isPossible.has(keyOf(step))).slice(0, 9)),
  }).toEqual({ lacks: [], invents: [] });
}

/** The steps as texts, which a failed test shows. */
export function shownSteps(steps: readonly KnownStep[]): readonly string[] {
  return steps.map(({ fromMs, minutes, meanW }) => `${new Date(fromMs).toISOString()} ${minutes} min ${meanW} W`);
}

/** The same for equal steps, in a fraction of the time that a readable text takes. */
function keyOf({ fromMs, minutes, meanW }: KnownStep): string {
  return `${fromMs} ${minutes} ${meanW}`;
}
