import type { Reading } from '../reading.ts';
import type { Hours } from './hours.ts';
import type { MeterTime } from './meter-time.ts';

/** What is known of the off-peak hours by what was seen. The same object as long as nothing of it changes. */
export interface SeenHours {
  /** Of today: what has happened, and what is expected of the rest. */
  readonly today: Hours;
  readonly tomorrow: Hours;
  /** On how many dates in a row the expected hours were seen; 1 also before the first whole date. */
  readonly seenDays: number;
  /** The newest date that was seen from midnight to midnight. Absent before the first one. */
  readonly newestDate?: SeenDate;
}

/** A date that was seen from midnight to midnight. */
export interface SeenDate {
  /** In days since 1970-01-01. */
  readonly day: number;
  readonly offPeak: Hours;
}

/** What is kept over a restart: at most some 700 bytes of JSON. It changes when the meter switches, and at midnight. */
export interface SeenHoursMemory {
  /** The off-peak hours (`hoursText`) of the last dates that were seen whole, by their day: 14 at most. */
  readonly dates?: { readonly [day: string]: string };
  /** The same of 24 hours without a gap that ended on a day, from before the first whole date. */
  readonly firstHours?: { readonly day: number; readonly offPeak: string };
  /** The switches of yesterday and today, as `tapeText` writes them. */
  readonly tape?: string;
}

/** Learns the off-peak hours of one meter from the switches of `Reading.offPeak`. */
export interface SeenHoursFollower {
  /** Takes the next reading. Undefined while nothing is known. */
  take(reading: Pick<Reading, 'offPeak'>, time: MeterTime): SeenHours | undefined;
  /** What is to be kept: the same object as long as nothing of it changes. */
  readonly memory: SeenHoursMemory;
}

export function createSeenHours(remembered: SeenHoursMemory = {}): SeenHoursFollower {
  return { take: () => undefined, memory: remembered };
}
