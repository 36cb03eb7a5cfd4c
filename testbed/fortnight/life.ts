import type { TempoColour, TicMode } from '../../src/reading/reading.ts';
import { DAY_MS } from '../support/time.ts';
import { wallClock } from '../years/wall-clock.ts';

/** A tariff period of a contract. */
export interface LifePeriod {
  /** The text of PTEC or LTARF. */
  readonly written: string;
  /** The label of the register that counts it. */
  readonly register: string;
  /** Absent where its name does not tell. */
  readonly offPeak?: boolean;
}

/** A switching of a day's profile: from this minute after midnight on this period runs. */
export type Switching = readonly [minute: number, period: string];

/** What a meter is set to. */
export interface LifeContract {
  /** The text of OPTARIF or NGTF. */
  readonly written: string;
  readonly periods: { readonly [name: string]: LifePeriod };
  /** The period at a minute after a date's midnight. */
  readonly periodAt: (date: string, minute: number) => string;
  /** The profile of a date, as PJOURF+1 tells it on the day before. */
  readonly profileOf: (date: string) => readonly Switching[];
  /** PPOINTE on the day before a date. */
  readonly peakProfileOf?: (date: string) => readonly Switching[];
  /** NJOURF of a date. */
  readonly dayTypeOf: (date: string) => string;
  /** The colour of a Tempo day, which begins at 06:00 of its date. */
  readonly colourOf?: (date: string) => TempoColour;
  readonly writesHexadecimal?: boolean;
}

/** What happens to a meter at one moment. */
export type MeterHappening =
  | { readonly kind: 'message'; readonly text: string }
  /** Is sent once. */
  | { readonly kind: 'shortMessage'; readonly text: string }
  | { readonly kind: 'subscribed'; readonly kVA: number }
  | { readonly kind: 'exchanged'; readonly address: string; readonly contract: LifeContract }
  /** The blue registers count for this Tempo day, whatever its colour is. */
  | { readonly kind: 'countsBlue'; readonly date: string };

/** What happens to the whole home. */
export type HomeHappening =
  /** Homebridge ends, and is there again some minutes later. */
  | { readonly kind: 'stop' | 'kill'; readonly minutes: number }
  /** Frames come every two seconds for so long, instead of seldom. */
  | { readonly kind: 'closely'; readonly seconds: number };

/** All times are those of a clock on a wall in Paris: `2034-10-16 10:00:00`. */
export type Script<Happening> = readonly (readonly [at: string, happening: Happening])[];

/** A sensor as the settings have it. */
export interface SensorSettings {
  readonly name: string;
  readonly kind: 'occupancy' | 'motion' | 'contact';
  readonly when: string;
  readonly [setting: string]: unknown;
}

/** A meter of the home, and what happens to it. */
export interface Life {
  /** One word. */
  readonly name: string;
  readonly mode: TicMode;
  readonly address: string;
  readonly contract: LifeContract;
  readonly script?: Script<MeterHappening>;
  readonly sensors: readonly SensorSettings[];
}

/** A home with several meters over two weeks. */
export interface Fortnight {
  readonly from: string;
  readonly until: string;
  readonly script: Script<HomeHappening>;
  readonly lives: readonly Life[];
  /** When the status is looked at: after the frame that is sent then. */
  readonly looks?: readonly string[];
}

/** The date so many days after another one: `2034-10-16`. */
export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The date and the minute after midnight that a clock in Paris shows. */
export function dateAndMinute(atMs: number): { readonly date: string; readonly minute: number } {
  const { date, hour } = wallClock(atMs);
  return { date, minute: Math.floor(hour * 60 + 1e-6) };
}

/** The date on which the Tempo day began that is under way. */
export function tempoDate(date: string, minute: number): string {
  return minute < 6 * 60 ? dateAfter(date, -1) : date;
}

/** `02:56` as minutes after midnight. */
export function minuteOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * 60 + minute;
}

/** Whether a minute is in hours such as `02:56-07:56,22:00-06:00`. */
export function isIn(hours: string, minute: number): boolean {
  return spansOf(hours).some(([from, to]) =>
    from < to ? minute >= from && minute < to : minute >= from || minute < to,
  );
}

type ClockSpan = readonly [from: number, to: number];

/** What was read of each text: a meter asks it for every minute of two weeks. */
const readSpans = new Map<string, readonly ClockSpan[]>([['', []]]);

function spansOf(hours: string): readonly ClockSpan[] {
  const known = readSpans.get(hours);
  if (known) return known;
  const spans = hours.split(',').map((span): ClockSpan => {
    const [from = 0, to = 0] = span.split('-').map(minuteOf);
    return [from, to];
  });
  readSpans.set(hours, spans);
  return spans;
}
