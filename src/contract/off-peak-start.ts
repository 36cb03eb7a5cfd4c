import { DAY_MS, HOUR_MS, MINUTE_MS, parisInstant, parisOffsetMs } from '../paris-time.ts';
import type { Reading } from '../reading.ts';
import { type Hours, isInHours, MINUTES_A_DAY } from './hours.ts';
import type { MeterTime } from './meter-time.ts';

/** The off-peak hours of two dates, as far as they are known. */
export interface ComingHours {
  readonly today?: Hours;
  readonly tomorrow?: Hours;
}

/** A beginning of off-peak hours, and until when it is awaited, as instants. */
interface Beginning {
  readonly atMs: number;
  readonly untilMs: number;
}

/** For how long a beginning that is late is still awaited: the meter's clock, or that of this machine, may be minutes off. */
const LATE_MS = 5 * 60_000;

/**
 * Gives `Reading.offPeakInMinutes` for the readings of one meter: in how many minutes the next off-peak hours are to begin. Minutes
 * are real ones, also over a change of the clocks, and the one that runs counts, so that 1 is told until the instant itself. From
 * then on it is 0 for five minutes, or until the hours are over, while the meter does not say that they have begun.
 *
 * Undefined in off-peak hours, and where the next beginning is not known. A reading that does not tell whether it is off-peak is
 * taken to be so in the known hours: there, nothing is told.
 */
export function createOffPeakStart(): (
  hours: ComingHours,
  reading: Pick<Reading, 'offPeak'>,
  time: MeterTime,
) => number | undefined {
  /** The beginnings are computed once for the same hours, since each frame of each meter asks for them. */
  let last: { today: Hours; tomorrow: Hours | undefined; day: number; beginnings: readonly Beginning[] } | undefined;

  return ({ today, tomorrow }, { offPeak }, { atMs, day, minute }) => {
    if (offPeak || !today) return undefined;
    if (offPeak === undefined && isInHours(today, minute)) return undefined;
    if (last?.day !== day || last.today !== today || last.tomorrow !== tomorrow) {
      last = { today, tomorrow, day, beginnings: beginningsOf(today, tomorrow, day) };
    }
    const next = last.beginnings.find(({ untilMs }) => atMs < untilMs);
    return next && Math.ceil(Math.max(0, next.atMs - atMs) / MINUTE_MS);
  };
}

/** The beginnings of today and of tomorrow, in order. Hours that go on over midnight do not begin there. */
function beginningsOf(today: Hours, tomorrow: Hours | undefined, day: number): readonly Beginning[] {
  const goesOn = today.at(-1)?.to === MINUTES_A_DAY;
  const begin = (tomorrow ?? []).filter(({ from }) => !(from === 0 && goesOn));
  const beginnings = [
    ...today.flatMap(({ from, to }) => awaited(day, from, to)),
    ...begin.flatMap(({ from, to }) => awaited(day + 1, from, to)),
  ];
  return beginnings.toSorted((one, other) => one.atMs - other.atMs);
}

/**
 * Hours that are over in the hour that comes twice begin again with the second one. Hours that lie in the hour that is skipped do not
 * begin at all.
 */
function awaited(day: number, from: number, to: number): readonly Beginning[] {
  const begins = instantsOf(day, from);
  const ends = instantsOf(day, to);
  const endsMs = ends.at(-1) ?? 0;
  const again = ends.length > begins.length ? [endsMs - (to % 60) * MINUTE_MS] : [];
  return [...begins, ...again]
    .filter((atMs) => atMs < endsMs)
    .map((atMs) => ({ atMs, untilMs: Math.min(atMs + LATE_MS, endsMs) }));
}

/**
 * The instants at which the local clock shows a minute of a date. In autumn a minute may come twice, and a meter may begin at
 * either. In spring a minute may be skipped: what is set for it happens at the skip.
 */
function instantsOf(day: number, minute: number): readonly number[] {
  const latestMs = parisInstant(day, minute * 60);
  if (localMinuteAt(latestMs, day) < minute) return [latestMs + HOUR_MS - (minute % 60) * MINUTE_MS];
  const earlierMs = latestMs - HOUR_MS;
  return localMinuteAt(earlierMs, day) === minute ? [earlierMs, latestMs] : [latestMs];
}

/** The minute after the midnight of a date that the local clock shows at an instant. */
function localMinuteAt(atMs: number, day: number): number {
  return (atMs + parisOffsetMs(atMs) - day * DAY_MS) / MINUTE_MS;
}
