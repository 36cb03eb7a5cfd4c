import {
  anyOf,
  byKind,
  type Check,
  fullListOf,
  listOf,
  named,
  number,
  object,
  optional,
  printableText,
  wholeBetween,
  yesOrNo,
} from '../base/json-shape.ts';
import { MINUTES_A_DAY } from '../reading/hours.ts';
import type { DayProfile, Season, TempoColour, WrittenProfile } from '../reading/reading.ts';
import type { ContractChangesMemory, RememberedMessage } from './contract-changes.ts';
import { hoursIn, hoursText } from './date-hours.ts';
import { MOST_DATES, type SeenDate } from './expected-hours.ts';
import type { HoursChangeMemory } from './hours-change.ts';
import type { ContractNews } from './news.ts';
import type { ProfileMemory } from './reported-hours.ts';
import type { ReportedProfile } from './reported-profiles.ts';
import type { Seasons } from './season.ts';
import type { SeenHoursMemory } from './seen-hours.ts';
import { tapeIn, tapeText } from './seen-tape.ts';

/**
 * What is known of a meter's contract and kept over a restart: JSON under a key of its own in the journal (see `memoryNote`), written when
 * it changes, which is a few times a day. Each part belongs to the file that learns it. What each register counts is not included: that has
 * a history of its own (`RegisterLine`).
 */
export interface ContractMemory extends ContractChangesMemory {
  /** ADCO or ADSC. A different one is a different meter, for which nothing here applies except the messages and the news. */
  readonly address?: string;
  readonly profile?: ProfileMemory;
  readonly seen?: SeenHoursMemory;
  readonly hours?: HoursChangeMemory;
  /** The latest news, the newest last. */
  readonly news?: readonly ContractNews[];
}

/**
 * Notes of version 1 had no number, and stored the profiles as the meter writes them. The number is not read yet: fields that another
 * version has in a different form fail their check.
 */
const VERSION = 2;
/** How many news are kept. */
export const MOST_NEWS = 20;

/** The key of the journal's note that stores the memory of a meter, by its slug. */
export function memoryNote(meter: string): string {
  return `contract ${meter}`;
}

/** The memory as a note: some kilobytes of JSON. What was observed is written as texts, which are shorter. */
export function noteOf({ seen, ...memory }: ContractMemory): string {
  return JSON.stringify({ version: VERSION, ...memory, seen: seen && seenNote(seen) });
}

function seenNote({ dates, firstHours, tape }: SeenHoursMemory) {
  return {
    dates: Object.fromEntries(dates.map(({ day, offPeak }) => [day, hoursText(offPeak)])),
    firstHours: firstHours && { day: firstHours.day, offPeak: hoursText(firstHours.offPeak) },
    tape: tapeText(tape),
  };
}

/**
 * The memory from a note. Fields that are missing, that a later version has written differently, or that make no sense are left out, one by
 * one. Never throws.
 */
export function contractMemoryIn(note: string | undefined): ContractMemory {
  const fields = passing((json) => Object(JSON.parse(String(json))), note) ?? {};
  const known = Object.entries<Check<unknown>>(FIELDS).map(([field, check]) => [field, passing(check, fields[field])]);
  return Object.fromEntries(known.filter(([, value]) => value !== undefined));
}

function passing<T>(check: Check<T>, value: unknown): T | undefined {
  try {
    return check(value);
  } catch {
    return undefined;
  }
}

const colour = anyOf<TempoColour>('blue', 'white', 'red');
const season = anyOf<Season>('summer', 'winter');

const oneNews = byKind<ContractNews>({
  hours: object<Extract<ContractNews, { kind: 'hours' }>>({
    ...{ atMs: number, kind: anyOf('hours'), before: printableText, offPeak: printableText },
    ...{ isTold: yesOrNo, fromDay: optional(number), season: optional(season) },
  }),
  contract: object({ atMs: number, kind: anyOf('contract'), before: printableText, contract: printableText }),
  subscribed: object({ atMs: number, kind: anyOf('subscribed'), beforeVA: number, subscribedVA: number }),
  meter: object({ atMs: number, kind: anyOf('meter'), before: printableText, address: printableText }),
  message: object({ atMs: number, kind: anyOf('message'), text: printableText }),
  colour: object({ atMs: number, kind: anyOf('colour'), told: colour, counted: colour }),
  register: object({ atMs: number, kind: anyOf('register'), named: printableText, moving: printableText }),
});

const minute = wholeBetween(0, MINUTES_A_DAY);
const dayProfile: Check<DayProfile> = fullListOf(object({ from: minute, to: minute, index: wholeBetween(1, 10) }), 11);

const reportedProfile = object<ReportedProfile>({
  day: number,
  dayType: optional(printableText),
  profile: object<WrittenProfile>({ decimal: optional(dayProfile), hexadecimal: optional(dayProfile) }),
  isPeakDay: optional(anyOf(true)),
});

/** A date, and its hours in the format of `hoursText`. */
const dayText = object<{ readonly day: number; readonly offPeak: string }>({ day: number, offPeak: printableText });
const hoursByKind = named(listOf(printableText));
const seenTexts = object<{ dates?: { [day: string]: string }; firstHours?: ReturnType<typeof dayText>; tape?: string }>(
  {
    dates: optional(named(printableText)),
    firstHours: optional(dayText),
    tape: optional(printableText),
  },
);

/** What was observed, from the texts of its note. */
function seenIn(value: unknown): SeenHoursMemory {
  const { dates = {}, firstHours, tape = '' } = seenTexts(value);
  const known = Object.entries(dates).map(([day, offPeak]) => seenDate({ day: Number(day), offPeak }));
  const inOrder = known.filter(({ day }) => Number.isSafeInteger(day)).toSorted((one, other) => one.day - other.day);
  return { dates: inOrder.slice(-MOST_DATES), firstHours: firstHours && seenDate(firstHours), tape: tapeIn(tape) };
}

function seenDate({ day, offPeak }: ReturnType<typeof dayText>): SeenDate {
  return { day, offPeak: hoursIn(offPeak) };
}

const FIELDS: { readonly [F in keyof ContractMemory]-?: Check<ContractMemory[F] | undefined> } = {
  address: printableText,
  contract: printableText,
  mode: anyOf('historique', 'standard'),
  subscribedVA: number,
  message: printableText,
  messages: passingOf(object<RememberedMessage>({ text: printableText, atMs: number })),
  profile: object<ProfileMemory>({
    base: optional(anyOf('decimal', 'hexadecimal')),
    told: optional(passingOf(reportedProfile)),
  }),
  seen: seenIn,
  hours: object<HoursChangeMemory>({
    day: optional(number),
    known: optional(hoursByKind),
    seasons: optional(object<Seasons>({ of: season, other: hoursByKind })),
    types: optional(named(dayText)),
    doubted: optional(
      object<NonNullable<HoursChangeMemory['doubted']>>({
        day: number,
        offPeak: printableText,
        dayBefore: optional(number),
      }),
    ),
  }),
  news: passingOf(oneNews),
};

/** A list without the members that fail the check: a later version may have news of other kinds. */
function passingOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value) => {
    const members = listOf((one) => passing(check, one))(value);
    return members.filter((one) => one !== undefined);
  };
}
