import { MINUTE_MS } from '../support/time.ts';
import { momentOf, shownAt } from '../years/wall-clock.ts';
import { type HoursByDate, hoursOn } from './contracts.ts';
import { dateAfter, dateAndMinute, isIn, type SensorSettings } from './life.ts';
import type { SentFrame } from './live.ts';
import { SETTLING_MS } from './moments.ts';

/** The off-peak hours that must be known at a frame; undefined while they cannot be known. */
export interface KnownHours {
  readonly today: string | undefined;
  readonly tomorrow: string | undefined;
}

export type HoursKnownAt = (frame: SentFrame) => KnownHours;

const WAITED_MINUTES = 5;
export const UNKNOWN: KnownHours = { today: undefined, tomorrow: undefined };

/** What PJOURF+1 tells, from the first minute on. */
export function hoursTold(table: HoursByDate): HoursKnownAt {
  return ({ atMs, lateS }) => {
    const { date } = dateAndMinute(atMs - 1_000 * lateS);
    return { today: hoursOn(table, date), tomorrow: hoursOn(table, dateAfter(date, 1)) };
  };
}

/** What a phone must be told by the sensors of states, frame by frame, with the time of the frame. */
export function expectedEvents(
  frames: readonly SentFrame[],
  sensors: readonly SensorSettings[],
  knownAt: HoursKnownAt,
  isOffPeak: (frame: SentFrame) => boolean,
): readonly string[] {
  const states = new Map<string, boolean>();
  const events: string[] = [];
  let starts = 0;
  for (const frame of frames) {
    for (const { name, when, leadMinutes = 0 } of sensors) {
      const isOn = isSensed(frame, when, Number(leadMinutes), knownAt(frame), isOffPeak(frame));
      if (isOn === undefined) continue;
      if (frame.starts !== starts) events.push(`${shownAt(frame.atMs)} ${name} active`);
      if (isOn !== (states.get(name) ?? false)) events.push(`${shownAt(frame.atMs)} ${name} ${isOn ? 'on' : 'off'}`);
      states.set(name, isOn);
    }
    starts = frame.starts;
  }
  return events;
}

/** Undefined for a sensor of something else. */
function isSensed(
  frame: SentFrame,
  when: string,
  leadMinutes: number,
  known: KnownHours,
  isOffPeak: boolean,
): boolean | undefined {
  switch (when) {
    case 'offPeak':
      return (
        isOffPeak || (leadMinutes > 0 && beginningsOf(frame, known).some((ms) => isNear(ms - frame.atMs, leadMinutes)))
      );
    case 'tempoRed':
      return frame.state.today === 'red';
    case 'tempoRedTomorrow':
      return frame.state.tomorrow === 'red';
    default:
      return undefined;
  }
}

/** Hours that do not begin when they should are waited for. */
function isNear(inMs: number, leadMinutes: number): boolean {
  return inMs > -WAITED_MINUTES * MINUTE_MS && inMs <= leadMinutes * MINUTE_MS;
}

/**
 * The energy of each date by tariff period, as the index shows it: what a frame has more than the one before counts for the date of
 * the frame.
 * @param names the periods by the labels of their registers
 */
export function expectedDays(
  frames: readonly SentFrame[],
  names: { readonly [label: string]: string },
): { readonly [date: string]: { readonly [period: string]: number } } {
  const days: { [date: string]: { [period: string]: number } } = {};
  for (const [nth, { atMs, state }] of frames.entries()) {
    const before = frames[nth - 1]?.state;
    if (before?.address !== state.address) continue;
    const { date } = dateAndMinute(atMs);
    const day = days[date] ?? {};
    days[date] = day;
    for (const [label, name] of Object.entries(names)) {
      const steps = (state.registers[label] ?? 0) - (before.registers[label] ?? 0);
      if (steps > 0) day[name] = (day[name] ?? 0) + steps;
    }
  }
  return days;
}

const beginnings = new Map<string, readonly number[]>();

/** When off-peak hours begin today and tomorrow, as far as is known. */
function beginningsOf({ atMs }: SentFrame, { today, tomorrow }: KnownHours): readonly number[] {
  const { date } = dateAndMinute(atMs);
  const key = [date, today, tomorrow].join(' ');
  const found = beginnings.get(key) ?? findBeginnings(date, today, tomorrow);
  beginnings.set(key, found);
  return found;
}

function findBeginnings(date: string, today = '', tomorrow = ''): readonly number[] {
  const hours = [
    { on: date, text: today, before: today },
    { on: dateAfter(date, 1), text: tomorrow, before: today },
  ];
  return hours.flatMap(({ on, text, before }) =>
    Array.from({ length: 1_440 }, (_, minute) => minute)
      .filter((minute) => isIn(text, minute) && !(minute === 0 ? isIn(before, 1_439) : isIn(text, minute - 1)))
      .map((minute) => momentOf(`${on} ${clockOf(minute)}:00`)),
  );
}

function clockOf(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/**
 * Each change of what is known, from a minute after the first frame on, with the time of its frame: `2034-10-16 10:01:30 today
 * 02:56-07:56 tomorrow 02:56-07:56`.
 * @param knownAt what is known at a frame; undefined where that is what was known before
 */
export function hoursOverTime(
  frames: readonly SentFrame[],
  knownAt: (frame: SentFrame) => KnownHours | undefined,
): readonly string[] {
  const settledMs = (frames[0]?.atMs ?? 0) + SETTLING_MS;
  const changes: string[] = [];
  let [last, now] = ['', ''];
  for (const frame of frames) {
    const known = knownAt(frame);
    if (known) now = `today ${known.today ?? 'unknown'} tomorrow ${known.tomorrow ?? 'unknown'}`;
    if (frame.atMs < settledMs || now === last) continue;
    changes.push(`${shownAt(frame.atMs)} ${now}`);
    last = now;
  }
  return changes;
}
