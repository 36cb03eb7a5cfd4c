import { type Check, like, object, optional, printableText, thoseOf, wholeBetween, yesOrNo } from '../json-shape.ts';
import { MOST_ID_CHARACTERS } from './component.ts';
import { discoveryTopic } from './home-assistant.ts';
import { MOST_COMPONENTS, type Told } from './told.ts';

// What brokers keep for us, so that it can be taken back: a broker gives out a retained message for ever, also once the meter has gone from
// the settings. It is kept as the journal's note `mqtt`. Whatever a disk makes of it, nothing here throws: what has not its shape is left out.

/** What a broker keeps of one meter. */
export interface ToldMeter {
  readonly slug: string;
  /** Whether Home Assistant was told of it. */
  readonly isDiscovered: boolean;
  readonly told?: Told;
}

/** Where something was published: the broker, and the topic of the settings. */
export interface ToldPlace {
  readonly url: string;
  readonly topic: string;
}

interface ToldBroker extends ToldPlace {
  readonly meters: readonly ToldMeter[];
}

/** Each place once, the one that was changed last at the end. */
export interface ToldNote {
  readonly brokers: readonly ToldBroker[];
}

/** Where the settings want what published. */
export interface PresentPlace extends ToldPlace {
  readonly discovery: boolean;
  /** The slugs of all meters. */
  readonly slugs: readonly string[];
}

const VERSION = 1;
/** Of more places those are forgotten that were changed first. */
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
  // As the settings take one: nothing else is ever taken back.
  topic: like(/^(?=.{1,100}$)[\p{L}\p{N}_.-]+(?:\/[\p{L}\p{N}_.-]+)*$/u),
  meters: thoseOf(meter, MOST_METERS),
});
const note: Check<ToldNote & { readonly version: number }> = object({
  version: wholeBetween(VERSION, VERSION),
  brokers: thoseOf(broker, MOST_PLACES),
});

/** What a note of the journal says; nothing, where there is none, or another version wrote it. */
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

/** The slugs of the meters of which something is published at a place. */
export function slugsAt({ brokers }: ToldNote, place: ToldPlace): readonly string[] {
  return brokers.find((one) => isSame(one, place))?.meters.map(({ slug }) => slug) ?? [];
}

/** What was told of a meter at a place. */
export function toldOf({ brokers }: ToldNote, place: ToldPlace, slug: string): Told | undefined {
  return brokers.find((one) => isSame(one, place))?.meters.find((one) => one.slug === slug)?.told;
}

/**
 * The note with what is published of a meter from now on: it has to be kept before that is published. What Home Assistant was told before
 * stays in it until it was taken back.
 */
export function withMeter({ brokers }: ToldNote, { url, topic }: ToldPlace, meter: ToldMeter): ToldNote {
  const meters = brokers.find((one) => isSame(one, { url, topic }))?.meters ?? [];
  const before = meters.find(({ slug }) => slug === meter.slug);
  const now = before?.isDiscovered && !meter.isDiscovered ? before : meter;
  // Each keeps its place: the same meters, told the same, are the same note, which is not written once more.
  const all = before ? meters.map((one) => (one === before ? now : one)) : [...meters, now];
  const place = { url, topic, meters: all.slice(-MOST_METERS) };
  return { brokers: [...brokers.filter((one) => !isSame(one, place)), place].slice(-MOST_PLACES) };
}

/**
 * The topics that this broker keeps and that the settings no longer want: those of meters that are gone or have another name, all of them
 * where the topic was another one, and those of the discovery where it is switched off. An empty retained message takes each back. What
 * another broker keeps stays in the note, until the settings name that one again.
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

/** The note without what was taken back. @param taken those of these topics for which the broker has acknowledged it */
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

/** What is left of a meter: nothing, where the settings no longer have it there. */
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

/** The topics of a meter: first that of the discovery, so that Home Assistant takes it away before it shows it as unavailable. */
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
