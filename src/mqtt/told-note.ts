import {
  type Check,
  like,
  object,
  optional,
  printableText,
  thoseOf,
  wholeBetween,
  yesOrNo,
} from '../base/json-shape.ts';
import { MOST_ID_CHARACTERS } from './component.ts';
import { discoveryTopic } from './home-assistant.ts';
import { MOST_COMPONENTS, type Told } from './told.ts';

// What brokers retain for us, so that it can be removed: a broker sends out a retained message for ever, even after the meter is gone from
// the settings. It is stored as the journal's note `mqtt`. Whatever a disk does to it, nothing here throws: malformed parts are left out.

/** What a broker retains about one meter. */
export interface ToldMeter {
  readonly slug: string;
  /** Whether Home Assistant was informed of the meter. */
  readonly isDiscovered: boolean;
  readonly told?: Told;
}

/** Where something was published: the broker, and the topic in the settings. */
export interface ToldPlace {
  readonly url: string;
  readonly topic: string;
}

interface ToldBroker extends ToldPlace {
  readonly meters: readonly ToldMeter[];
}

/** Each place occurs once; the most recently changed one is last. */
export interface ToldNote {
  readonly brokers: readonly ToldBroker[];
}

/** What the settings want to be published, and where. */
export interface PresentPlace extends ToldPlace {
  readonly discovery: boolean;
  /** The slugs of all meters. */
  readonly slugs: readonly string[];
}

const VERSION = 1;
/** If there are more places, the least recently changed ones are forgotten. */
export const MOST_PLACES = 32;
export const MOST_METERS = 256;

const id = like(new RegExp(`^[\\w-]{1,${MOST_ID_CHARACTERS}}$`));
const told = object<Told>({
  contract: optional(printableText),
  components: thoseOf(id, MOST_COMPONENTS),
  former: optional(thoseOf(id, MOST_COMPONENTS)),
  gone: thoseOf(id, MOST_COMPONENTS),
});
const meter = object<ToldMeter>({ slug: like(/^[a-z0-9-]{1,200}$/), isDiscovered: yesOrNo, told: optional(told) });
const broker = object<ToldBroker>({
  url: printableText,
  // The same rule as for the settings: no other topic is ever removed.
  topic: like(/^(?=.{1,100}$)[\p{L}\p{N}_.-]+(?:\/[\p{L}\p{N}_.-]+)*$/u),
  meters: thoseOf(meter, MOST_METERS),
});
const note: Check<ToldNote & { readonly version: number }> = object({
  version: wholeBetween(VERSION, VERSION),
  brokers: thoseOf(broker, MOST_PLACES),
});

/** The content of the journal's note; empty if there is none, or if another version wrote it. */
export function toldNoteIn(text: string | undefined): ToldNote {
  try {
    return { brokers: note(JSON.parse(text ?? '')).brokers };
  } catch {
    return { brokers: [] };
  }
}

/** The text of a note. */
export function noteOf({ brokers }: ToldNote): string {
  return JSON.stringify({ version: VERSION, brokers });
}

/** The slugs of the meters with something published at a place. */
export function slugsAt({ brokers }: ToldNote, place: ToldPlace): readonly string[] {
  return brokers.find((one) => isSame(one, place))?.meters.map(({ slug }) => slug) ?? [];
}

/** What Home Assistant was informed of about a meter, at a place. */
export function toldOf({ brokers }: ToldNote, place: ToldPlace, slug: string): Told | undefined {
  return brokers.find((one) => isSame(one, place))?.meters.find((one) => one.slug === slug)?.told;
}

/**
 * The note, including what is published about a meter from now on: it must be stored before that is published. What Home Assistant was
 * informed of before stays in the note until it was removed.
 */
export function withMeter({ brokers }: ToldNote, { url, topic }: ToldPlace, meter: ToldMeter): ToldNote {
  const meters = brokers.find((one) => isSame(one, { url, topic }))?.meters ?? [];
  const before = meters.find(({ slug }) => slug === meter.slug);
  const now = before?.isDiscovered && !meter.isDiscovered ? before : meter;
  // Each meter keeps its position, so that an unchanged note has the same text, and is not written again.
  const all = before ? meters.map((one) => (one === before ? now : one)) : [...meters, now];
  const place = { url, topic, meters: all.slice(-MOST_METERS) };
  return { brokers: [...brokers.filter((one) => !isSame(one, place)), place].slice(-MOST_PLACES) };
}

/**
 * The topics that this broker retains and that the settings no longer want: those of meters that are gone or were renamed; all topics, if
 * the topic in the settings was different; and those of the discovery, if it is switched off. An empty retained message removes each. What
 * another broker retains stays in the note until the settings name that broker again.
 */
export function topicsToTakeBack({ brokers }: ToldNote, present: PresentPlace): readonly string[] {
  const wanted = wantedAt(present);
  const there = brokers.filter(({ url }) => url === present.url);
  const topics = there.flatMap((one) => [
    ...one.meters.flatMap((meter) => topicsOf(one, meter)),
    `${one.topic}/available`,
  ]);
  return [...new Set(topics)].filter((topic) => !wanted.has(topic));
}

/**
 * The note without what was removed.
 * @param taken the topics whose removal the broker has acknowledged
 */
export function withoutTakenBack({ brokers }: ToldNote, present: PresentPlace, taken: ReadonlySet<string>): ToldNote {
  const wanted = wantedAt(present);
  const isGone = (topic: string) => taken.has(topic) || wanted.has(topic);
  return {
    brokers: brokers.flatMap((one) => {
      if (one.url !== present.url) return [one];
      const meters = one.meters.flatMap((meter) => left(one, meter, present, isGone));
      return meters.length === 0 && isGone(`${one.topic}/available`) ? [] : [{ ...one, meters }];
    }),
  };
}

/** What remains of a meter in the note: nothing, once all its topics are gone and the settings no longer have it there. */
function left(
  place: ToldPlace,
  meter: ToldMeter,
  present: PresentPlace,
  isGone: (topic: string) => boolean,
): readonly ToldMeter[] {
  const { slug } = meter;
  if (!isSame(place, present) || !present.slugs.includes(slug)) {
    return topicsOf(place, meter).every(isGone) ? [] : [meter];
  }
  const isForgotten = !present.discovery && isGone(discoveryTopic(place.topic, slug));
  return [isForgotten ? { slug, isDiscovered: false } : meter];
}

/**
 * The topics of a meter. That of the discovery is first, so that Home Assistant removes the meter before it would show it as unavailable.
 */
function topicsOf({ topic }: ToldPlace, { slug, isDiscovered }: ToldMeter): readonly string[] {
  const ofReading = [`${topic}/${slug}/available`, `${topic}/${slug}`];
  return isDiscovered ? [discoveryTopic(topic, slug), ...ofReading] : ofReading;
}

function wantedAt(present: PresentPlace): ReadonlySet<string> {
  const { topic, discovery, slugs } = present;
  const ofMeters = slugs.flatMap((slug) => topicsOf(present, { slug, isDiscovered: discovery }));
  return new Set([`${topic}/available`, ...ofMeters]);
}

function isSame(one: ToldPlace, other: ToldPlace): boolean {
  return one.url === other.url && one.topic === other.topic;
}
