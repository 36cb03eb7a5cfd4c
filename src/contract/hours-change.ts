import type { Hours } from './hours.ts';
import type { ContractNews } from './news.ts';
import type { SeenDate } from './seen-hours.ts';

/** The off-peak hours of a date that the meter itself tells. */
export interface ToldDate {
  /** In days since 1970-01-01. */
  readonly day: number;
  readonly offPeak: Hours;
  /** NJOURF, or NJOURF+1 of tomorrow: the supplier's number for days of this kind. Absent when the frame has none. */
  readonly dayType?: string;
}

export type HoursNews = Omit<Extract<ContractNews, { kind: 'hours' }>, 'atMs'>;

/** What is kept over a restart: some 300 bytes of JSON. It changes when hours do, and at midnight. */
export interface HoursChangeMemory {
  /** The hours (`hoursText`) of the days of each kind (`workday`, `saturday`, `sunday`), the newest first; more where a change was
   * said that may be true of this kind, too. */
  readonly known?: { readonly [kind: string]: readonly string[] };
}

export interface HoursChange {
  /**
   * Takes what the meter tells of a date, tomorrow's as soon as it is known, or the newest date that was seen, where the meter tells
   * nothing. Undefined when nothing is new.
   */
  take(date: ToldDate | SeenDate, isTold: boolean): HoursNews | undefined;
  /** What is to be kept: the same object as long as nothing of it changes. */
  readonly memory: HoursChangeMemory;
}

export function createHoursChange(remembered: HoursChangeMemory = {}): HoursChange {
  return { take: () => undefined, memory: remembered };
}
