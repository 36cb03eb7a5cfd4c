import { type HourSpan, type Hours, isInHours, LEAST_MOVE, MINUTES_A_DAY } from './hours.ts';
import { longEnough, type SeenStretch, type SeenTape, stretchesOf } from './seen-tape.ts';

/** In which steps off-peak hours grow that last longer than expected, so that what is told does not change each minute. */
const STEP = 15;

/**
 * The off-peak hours of today: what has happened stands, and the rest is as expected. What nobody saw is taken to have been as
 * expected, too. Of the rest, what runs at this minute decides:
 * - off-peak hours last as long as expected; where they are to be over by now, at least until the end of this quarter of an hour;
 * - hours that should have begun, and have not after five minutes, or that have ended before their time, are not expected any more.
 * @param minute that of now, after midnight
 */
export function todaysHours(tape: SeenTape, day: number, minute: number, expected: Hours): Hours {
  const midnight = day * MINUTES_A_DAY;
  const stretches = stretchesOf(tape, midnight, midnight + minute + 1).map(({ from, to, is }) => ({
    from: from - midnight,
    to: to - midnight,
    is,
  }));
  const running = stretches.at(-1);
  const gone = stretches.slice(0, -1).flatMap((stretch) => happened(stretch, expected));
  if (!running || running.is === 'unknown')
    return longEnough([...gone, ...within(expected, running?.from ?? 0, MINUTES_A_DAY)]);
  const rest = running.is === 'offPeak' ? restOfOffPeak(running, expected) : restOfPeak(running, expected);
  return longEnough([...gone, ...rest]);
}

function happened({ from, to, is }: SeenStretch, expected: Hours): Hours {
  if (is === 'unknown') return within(expected, from, to);
  return is === 'offPeak' ? [{ from, to }] : [];
}

/** While off-peak hours run: these from their beginning, and what is expected after them today. @param running what was seen last */
function restOfOffPeak({ from, to }: HourSpan, expected: Hours): Hours {
  const now = to - 1;
  const rest = within(expected, now, MINUTES_A_DAY);
  if (isInHours(expected, now)) return [{ from, to: now }, ...rest];
  const justOver = expected.find((span) => span.to <= now && now < span.to + LEAST_MOVE);
  if (justOver) return [{ from, to: justOver.to }, ...rest];
  return [{ from, to: Math.min(Math.ceil(to / STEP) * STEP, MINUTES_A_DAY) }, ...rest];
}

/** While peak hours run: the off-peak hours that are still expected today. @param running what was seen last */
function restOfPeak({ from, to }: HourSpan, expected: Hours): Hours {
  const now = to - 1;
  return expected.filter((span) => span.from > now || isLate(span, from, now));
}

/** Whether a span should have begun by now, some minutes ago at most. One that has ended before its time is not late. */
function isLate(span: HourSpan, peakSince: number, now: number): boolean {
  return now < span.to && now < span.from + LEAST_MOVE && peakSince <= span.from;
}

/** The part of hours from a minute up to another one. */
function within(hours: Hours, from: number, to: number): Hours {
  return hours.flatMap((span) => {
    const part = { from: Math.max(span.from, from), to: Math.min(span.to, to) };
    return part.from < part.to ? [part] : [];
  });
}
