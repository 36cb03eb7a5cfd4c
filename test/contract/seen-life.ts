import { contractMemoryIn, noteOf } from '../../src/contract/contract-memory.ts';
import { type Hours, hoursIn, isInHours } from '../../src/contract/date-hours.ts';
import { type HoursChangeMemory, type HoursNews, hoursChangeAfter } from '../../src/contract/hours-change.ts';
import type { MeterTime } from '../../src/contract/meter-time.ts';
import { type SeenHours, type SeenHoursMemory, seenAfter } from '../../src/contract/seen-hours.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { DAY_MS, MINUTE_MS } from '../../testbed/support/time.ts';

/** The contract's hours from an instant on. */
export interface Chapter {
  readonly fromMs: number;
  readonly hours: string;
  /** The hours of Saturdays and Sundays, if they differ. */
  readonly weekend?: string;
}

/** A time without readings. After it the plugin has restarted, or the line was only dead. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
  readonly after: 'goes on' | 'starts' | 'starts without a clock';
}

/** In which pass of the hour repeated in autumn the meter switches. */
type AutumnSwitching = 'first' | 'second' | 'both';

export interface SeenLife {
  readonly fromMs: number;
  readonly toMs: number;
  readonly chapters: readonly Chapter[];
  readonly gaps: readonly Gap[];
  readonly autumn: AutumnSwitching;
}

/** What was shown at a frame. */
export interface Told {
  readonly time: MeterTime;
  readonly offPeak: boolean;
  readonly hours: SeenHours | undefined;
  readonly news: HoursNews | undefined;
}

const DAY_MINUTES = 1_440;
const QUIET_MS = 20 * MINUTE_MS;
/** The ends of the half-years of summer time, as the European directive has them, typed from a calendar. */
const SUMMERS: readonly (readonly [number, number])[] = [
  [Date.parse('2026-03-29T01:00Z'), Date.parse('2026-10-25T01:00Z')],
  [Date.parse('2027-03-28T01:00Z'), Date.parse('2027-10-31T01:00Z')],
];

/** Whether French summer time is in force at an instant of 2026 or 2027. */
function isSummer(atMs: number): boolean {
  return SUMMERS.some(([from, to]) => atMs >= from && atMs < to);
}

/** Minutes of the local clock since 1970-01-01T00:00. */
export function localMinute(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS) + (isSummer(atMs) ? 120 : 60);
}

/** The instant of a local time such as `2026-11-02 14:00`; the second one if it is repeated. */
export function instantOf(local: string): number {
  const utcMs = Date.parse(`${local.replace(' ', 'T')}Z`);
  return isSummer(utcMs - 60 * MINUTE_MS) ? utcMs - 120 * MINUTE_MS : utcMs - 60 * MINUTE_MS;
}

/** Whether a meter of a life is off-peak at an instant. */
export function isOffPeakAt({ chapters, autumn }: SeenLife, atMs: number): boolean {
  const chapter = chapters.findLast(({ fromMs }) => fromMs <= atMs) ?? chapters[0];
  if (!chapter) throw new Error('A life without a contract');
  const local = localMinute(autumnInstant(atMs, autumn));
  return isInHours(hoursOfDay(chapter, Math.floor(local / DAY_MINUTES)), local % DAY_MINUTES);
}

/** A meter that switches in only one of the two passes stands still in the other. */
function autumnInstant(atMs: number, autumn: AutumnSwitching): number {
  const change = SUMMERS.map(([, to]) => to).find((ms) => Math.abs(atMs - ms) < 60 * MINUTE_MS);
  if (change === undefined || autumn === 'both') return atMs;
  if (atMs >= change) return autumn === 'first' ? change - 1 : atMs;
  return autumn === 'second' ? change - 60 * MINUTE_MS - 1 : atMs;
}

export function hoursOfDay({ hours, weekend = hours }: Chapter, day: number): Hours {
  const text = [0, 6].includes(new Date(day * DAY_MINUTES * MINUTE_MS).getUTCDay()) ? weekend : hours;
  const known = HOURS.get(text) ?? hoursIn(text);
  HOURS.set(text, known);
  return known;
}

/** Each text is parsed once, since a life reads it for each of its minutes. */
const HOURS = new Map<string, Hours>();

/** Runs a life: a frame every twenty minutes, at each minute at which the meter may switch or a gap ends, and in the minute before. */
export function lived(life: SeenLife): readonly Told[] {
  let seen = seenFollower();
  let change: HoursChangeMemory = {};
  let lastMs: number | undefined;
  let gaps = [...life.gaps];
  const told: Told[] = [];
  for (const atMs of framesOf(life)) {
    const gone = gaps.filter(({ toMs }) => toMs <= atMs);
    gaps = gaps.filter((gap) => !gone.includes(gap));
    if (gone.some(({ after }) => after !== 'goes on')) {
      const kept = contractMemoryIn(noteOf({ seen: seen.memory, hours: change }));
      seen = seenFollower(kept.seen);
      change = kept.hours ?? {};
    }
    const hasNoClock = lastMs === undefined || gone.some(({ after }) => after === 'starts without a clock');
    const local = localMinute(atMs);
    const time: MeterTime = {
      atMs,
      day: Math.floor(local / DAY_MINUTES),
      minute: local % DAY_MINUTES,
      unseenMs: hasNoClock ? Number.POSITIVE_INFINITY : atMs - (lastMs ?? atMs),
    };
    lastMs = atMs;
    const offPeak = isOffPeakAt(life, atMs);
    const hours = seen.take({ offPeak }, time, change);
    const after = hours?.newestDate && hoursChangeAfter(change, hours.newestDate, false);
    change = after?.memory ?? change;
    told.push({ time, offPeak, hours, news: after?.news });
  }
  return told;
}

function framesOf(life: SeenLife): readonly number[] {
  const { fromMs, toMs, gaps } = life;
  const instants = Array.from({ length: (toMs - fromMs) / QUIET_MS }, (_, nth) => fromMs + nth * QUIET_MS);
  for (const atMs of switchesOf(life)) instants.push(atMs - MINUTE_MS, atMs);
  const isSeen = (atMs: number) =>
    atMs >= fromMs && atMs < toMs && !gaps.some((gap) => atMs >= gap.fromMs && atMs < gap.toMs);
  return [...new Set(instants)].filter(isSeen).toSorted((one, other) => one - other);
}

/** Instants at which the meter may switch, the date changes, or a gap begins or ends, by either offset from UTC. */
function switchesOf({ fromMs, toMs, chapters, gaps }: SeenLife): readonly number[] {
  const texts = chapters.flatMap(({ hours, weekend = hours }) => [hours, weekend]);
  const minutes = [0, 120, 180, ...texts.flatMap((text) => hoursIn(text).flatMap(({ from, to }) => [from, to]))];
  const midnights = Array.from(
    { length: (toMs - fromMs) / DAY_MS + 2 },
    (_, nth) => (Math.floor(fromMs / DAY_MS) + nth) * DAY_MS,
  );
  const byClock = midnights.flatMap((ms) =>
    minutes.flatMap((minute) => [60, 120].map((ahead) => ms + (minute - ahead) * MINUTE_MS)),
  );
  return [...byClock, ...chapters.map((chapter) => chapter.fromMs), ...gaps.flatMap((gap) => [gap.fromMs, gap.toMs])];
}

/** The observed hours, from one reading to the next. */
export function seenFollower(remembered?: SeenHoursMemory) {
  let running: Parameters<typeof seenAfter>[1] = { end: {} };
  const seen = {
    memory: remembered,
    take(reading: Pick<Reading, 'offPeak'>, time: MeterTime, seasons?: HoursChangeMemory): SeenHours | undefined {
      const after = seenAfter(seen.memory, running, reading, time, seasons);
      [seen.memory, running] = [after.known, after.running];
      return after.hours;
    },
  };
  return seen;
}
