import {
  anyOf,
  byKind,
  type Check,
  listOf,
  named,
  number,
  object,
  optional,
  printableText,
  yesOrNo,
} from '../json-shape.ts';
import type { TempoColour } from '../reading.ts';
import type { ContractChangesMemory } from './contract-changes.ts';
import type { HoursChangeMemory } from './hours-change.ts';
import type { RememberedMessage } from './meter-messages.ts';
import type { ContractNews } from './news.ts';
import type { ProfileMemory } from './profile-hours.ts';
import type { SeenHoursMemory } from './seen-hours.ts';
import type { ToldProfile } from './told-profiles.ts';

/**
 * What is kept of a meter's contract over a restart: as JSON under a name of its own in the journal (see `memoryNote`), written
 * when it changes, which is a few times a day. Each part belongs to the file that learns it. What each register counts is not among
 * it: that is a history of its own (`RegisterLine`).
 */
export interface ContractMemory extends ContractChangesMemory {
  /** ADCO or ADSC. Another one is another meter, of which nothing here is true but the messages and the news. */
  readonly address?: string;
  readonly profile?: ProfileMemory;
  readonly seen?: SeenHoursMemory;
  readonly hours?: HoursChangeMemory;
  /** The last ones, the newest last. */
  readonly news?: readonly ContractNews[];
}

/** The most news that are kept. */
export const MOST_NEWS = 20;

/** The name of the journal's note in which the memory of a meter, by its slug, is kept. */
export function memoryNote(meter: string): string {
  return `contract ${meter}`;
}

/**
 * The memory in a note. What it lacks, what a later version has written otherwise, and what makes no sense is left out, each field
 * for itself. Never throws.
 */
export function contractMemoryIn(note: string | undefined): ContractMemory {
  const fields = fieldsIn(note);
  const memory: { [field: string]: unknown } = {};
  for (const [field, check] of Object.entries<Check<unknown>>(FIELDS)) {
    const value = passing(check, fields[field]);
    if (value !== undefined) memory[field] = value;
  }
  return memory;
}

function fieldsIn(note: string | undefined): { readonly [field: string]: unknown } {
  if (note === undefined) return {};
  try {
    return Object(JSON.parse(note));
  } catch {
    return {};
  }
}

function passing<T>(check: Check<T>, value: unknown): T | undefined {
  try {
    return check(value);
  } catch {
    return undefined;
  }
}

const colour = anyOf<TempoColour>('blue', 'white', 'red');

const oneNews = byKind<ContractNews>({
  hours: object<Extract<ContractNews, { kind: 'hours' }>>({
    atMs: number,
    kind: anyOf('hours'),
    before: printableText,
    offPeak: printableText,
    isTold: yesOrNo,
    fromDay: optional(number),
  }),
  contract: object({ atMs: number, kind: anyOf('contract'), before: printableText, contract: printableText }),
  subscribed: object({ atMs: number, kind: anyOf('subscribed'), beforeVA: number, subscribedVA: number }),
  meter: object({ atMs: number, kind: anyOf('meter'), before: printableText, address: printableText }),
  message: object({ atMs: number, kind: anyOf('message'), text: printableText }),
  colour: object({ atMs: number, kind: anyOf('colour'), told: colour, counted: colour }),
  register: object({ atMs: number, kind: anyOf('register'), named: printableText, moving: printableText }),
});

const toldProfile = object<ToldProfile>({
  day: number,
  dayType: optional(printableText),
  profile: printableText,
  isPeakDay: optional(anyOf(true)),
});

const FIELDS: { readonly [F in keyof ContractMemory]-?: Check<ContractMemory[F] | undefined> } = {
  address: printableText,
  contract: printableText,
  mode: anyOf('historique', 'standard'),
  subscribedVA: number,
  message: printableText,
  messages: passingOf(object<RememberedMessage>({ text: printableText, atMs: number })),
  profile: object<ProfileMemory>({
    base: optional(anyOf('decimal', 'hexadecimal')),
    told: optional(passingOf(toldProfile)),
  }),
  seen: object<SeenHoursMemory>({
    dates: optional(named(printableText)),
    firstHours: optional(object({ day: number, offPeak: printableText })),
    tape: optional(printableText),
  }),
  hours: object<HoursChangeMemory>({
    day: optional(number),
    known: optional(named(listOf(printableText))),
    types: optional(named(object({ day: number, offPeak: printableText }))),
    doubted: optional(object({ day: number, offPeak: printableText })),
  }),
  news: passingOf(oneNews),
};

/** A list without those of its members that do not pass: a later version may have news of other kinds. */
function passingOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value) => {
    const members = listOf((one) => passing(check, one))(value);
    return members.filter((one) => one !== undefined);
  };
}
