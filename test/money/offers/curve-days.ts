import type { ImportedDay } from '../../../src/energy/imported-day.ts';
import { DAY_MS, MINUTE_MS } from '../../../testbed/support/time.ts';
import { momentOf } from '../../../testbed/years/wall-clock.ts';
import { nextDate } from '../bill/independent/civil-calendar.ts';
import type { Step } from './independent/day-energy.ts';

/**
 * A day as a file with a curve tells it.
 * @param wattsAt the mean power of each step
 * @param holeAt a step that is missing
 */
export function curveDay(
  date: string,
  stepMinutes: number,
  wattsAt: (step: number) => number,
  holeAt = Number.POSITIVE_INFINITY,
): ImportedDay {
  const steps = (midnightOf(nextDate(date)) - midnightOf(date)) / MINUTE_MS / stepMinutes;
  const meanW = Array.from({ length: steps }, (_, nth) => wattsAt(nth));
  const after = { fromMinute: (holeAt + 1) * stepMinutes, stepMinutes, meanW: meanW.slice(holeAt + 1) };
  const before = { fromMinute: 0, stepMinutes, meanW: meanW.slice(0, holeAt) };
  return { day: Date.parse(date) / DAY_MS, curve: holeAt < steps ? [before, after] : [before] };
}

/** The same as steps of time. */
export function stepsOf({ day, curve = [] }: ImportedDay): readonly Step[] {
  const midnightMs = midnightOf(new Date(day * DAY_MS).toISOString().slice(0, 10));
  return curve.flatMap(({ fromMinute, stepMinutes, meanW }) =>
    meanW.map((watts, nth) => ({
      atMs: midnightMs + (fromMinute + nth * stepMinutes) * MINUTE_MS,
      minutes: stepMinutes,
      watts,
    })),
  );
}

function midnightOf(date: string): number {
  return momentOf(`${date} 00:00:00`);
}
