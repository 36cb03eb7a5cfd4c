import {
  anyOf,
  between,
  byKind,
  type Check,
  keyOf,
  listOf,
  number,
  object,
  optional,
  printableText,
  thoseOf,
  yesOrNo,
} from '../base/json-shape.ts';
import type { MissingRange, News, UndatedNews } from './news.ts';
import type {
  ClosedPaths,
  DiskTrouble,
  FactsOf,
  InfluxPlace,
  KindOf,
  Part,
  Trouble,
  TroubleFacts,
  WaitingReadings,
} from './trouble.ts';

/** The kinds of a part: TypeScript checks that none is missing. */
type KindTable<P extends Part> = { readonly [K in KindOf<P>]: true };

const DISK_KINDS: { readonly [K in DiskTrouble]: true } = {
  unreachable: true,
  readOnly: true,
  full: true,
  folder: true,
  shared: true,
  newer: true,
  foreign: true,
  damaged: true,
  damagedRepeatedly: true,
  failing: true,
};

const THREAD_KINDS = { broken: true, memory: true, stood: true, stuck: true } as const;

/** Every kind of trouble, by its part. */
export const TROUBLE_KINDS: { readonly [P in Part]: KindTable<P> } = {
  line: {
    ...{ missing: true, gone: true, forbidden: true, busy: true, unreachable: true, unsupported: true, other: true },
    ...{ silent: true, garbage: true, fixedFormat: true, shared: true, noise: true },
  },
  clock: { unset: true, behind: true, ahead: true },
  history: { ...DISK_KINDS, notCopied: true, losing: true, dropping: true },
  mirror: {
    ...{ notListening: true, unknownHost: true, silent: true, full: true, failing: true, broken: true, busy: true },
    ...{ credentials: true, rights: true, noSuchStore: true, noSuchRetentionPolicy: true, noOrganisation: true },
    ...{ noRoom: true, refusesAll: true, address: true, certificate: true, refused: true, defect: true },
  },
  settings: { problem: true, noMeters: true },
  share: { taken: true, foreign: true, forbidden: true, other: true, ...THREAD_KINDS },
  page: { taken: true, foreign: true, forbidden: true, other: true },
  mqtt: {
    ...{
      notListening: true,
      unknownHost: true,
      silent: true,
      credentials: true,
      rights: true,
      certificate: true,
      ca: true,
    },
    ...{ stranger: true, busy: true, dropped: true, failing: true },
  },
  matter: { noAnswer: true },
  writer: { ...THREAD_KINDS, full: true, unanswering: true, otherVersion: true, noStatus: true },
};

/**
 * Close to the last instant that `Date` can represent (8.64e15, ECMA-262 21.4.1.1): formatting a later one, or one that long before 1970,
 * throws.
 */
const LAST_MS = 8.6e15;
const instant = between(-LAST_MS, LAST_MS);

const MOST_HOLDERS = 20;
const MOST_PATHS = 20;

const ofMeter = { meter: printableText, name: printableText };

const place = object<InfluxPlace>({
  url: printableText,
  version: anyOf('1', '2'),
  hasCredentials: yesOrNo,
  org: printableText,
  bucket: printableText,
  database: printableText,
  username: printableText,
});

const paths = listOf(printableText, MOST_PATHS);

const closedPaths = byKind<ClosedPaths>({
  noFolder: object({ kind: anyOf('noFolder'), path: printableText }),
  foreign: object({
    ...{ kind: anyOf('foreign'), paths, owner: printableText },
    ...{ user: printableText, isFolder: yesOrNo },
  }),
  rights: object({ kind: anyOf('rights'), paths, user: printableText, isFolder: yesOrNo }),
});

const FACTS: { readonly [P in Part]: Check<TroubleFacts[P]> } = {
  line: object<TroubleFacts['line']>({
    ...ofMeter,
    port: printableText,
    says: optional(printableText),
    holders: optional(listOf(printableText, MOST_HOLDERS)),
    mode: optional(anyOf('historique', 'standard')),
    baudRate: optional(number),
    percent: optional(number),
    mostly: optional(printableText),
    isUnread: optional(yesOrNo),
  }),
  clock: object<TroubleFacts['clock']>({ byMs: optional(number), waits: optional(yesOrNo) }),
  history: object<TroubleFacts['history']>({
    path: printableText,
    says: printableText,
    why: optional(keyOf(DISK_KINDS)),
    closed: optional(closedPaths),
    most: optional(number),
    fromMs: optional(instant),
  }),
  mirror: object<TroubleFacts['mirror']>({
    to: place,
    says: printableText,
    measurement: optional(printableText),
    fromMs: optional(instant),
    toMs: optional(instant),
    waiting: optional(object<WaitingReadings>({ unsent: number, sinceMs: optional(instant) })),
  }),
  settings: object<TroubleFacts['settings']>({ path: printableText, says: printableText }),
  share: object<TroubleFacts['share']>({
    ...ofMeter,
    shared: anyOf('line', 'reading'),
    address: printableText,
    says: printableText,
  }),
  page: object<TroubleFacts['page']>({ address: printableText, says: printableText }),
  mqtt: object<TroubleFacts['mqtt']>({
    ...{ url: printableText, says: printableText },
    ...{ username: optional(printableText), ca: optional(printableText) },
  }),
  matter: object<TroubleFacts['matter']>({ ...ofMeter, seconds: number }),
  writer: object<TroubleFacts['writer']>({
    says: optional(printableText),
    most: optional(number),
    socket: optional(printableText),
  }),
};

/** The facts about the share's thread, which does not belong to any meter. */
const factsOfThread = object<FactsOf<'share', 'broken'>>({ says: optional(printableText) });

const part = keyOf<Part>({
  ...{ line: true, clock: true, history: true, mirror: true, settings: true, share: true, page: true, mqtt: true },
  ...{ matter: true, writer: true },
});

/** A trouble as JSON. */
export const trouble: Check<Trouble> = (value) => {
  const { part: ofPart } = object<{ part: Part }>({ part })(value);
  const { kind, since } = object<{ kind: string; since: number }>({
    kind: keyOf<string>(TROUBLE_KINDS[ofPart]),
    since: instant,
  })(value);
  const facts = ofPart === 'share' && kind in THREAD_KINDS ? factsOfThread : FACTS[ofPart];
  return { part: ofPart, kind, since, ...facts(value) } as Trouble;
};

const times = object<MissingRange>({ fromMs: optional(instant), toMs: optional(instant), inPart: yesOrNo });
const laterCounts = { days: number, minutes: number, readings: number, fromMs: instant, toMs: instant };
const importedFile = { meter: printableText, days: number, from: printableText, to: printableText };

type NewsName = `${UndatedNews['part']}.${UndatedNews['kind']}`;

const NEWS: { readonly [N in UndatedNews as `${N['part']}.${N['kind']}`]: Check<Omit<N, 'part' | 'kind'>> } = {
  'line.found': object({
    ...ofMeter,
    port: printableText,
    mode: anyOf('historique', 'standard'),
    baudRate: optional(number),
  }),
  'line.moreLabels': object({ ...ofMeter, most: number }),
  'history.setAside': object({ path: printableText, as: printableText }),
  'history.mended': object({
    path: printableText,
    as: printableText,
    readings: optional(times),
    minutes: optional(times),
    days: optional(times),
    imports: optional(times),
  }),
  'history.takenFromCopy': object({ days: number, imports: number }),
  'history.copyUnreadable': object({ folder: printableText, files: printableText }),
  'history.unreadable': object({ fromMs: instant, toMs: instant }),
  'history.rotates': object({}),
  'history.curvesCut': object({}),
  'history.dropped': object({ count: number }),
  'history.lost': object({ fromMs: instant, toMs: instant }),
  'history.unwritten': object({ count: number }),
  'history.forgotten': object(laterCounts),
  'clock.disputed': object({ byMs: number }),
  'clock.setBack': object({ ...laterCounts, folder: printableText, to: optional(place) }),
  'history.imported': object(importedFile),
  'history.importUndone': object(importedFile),
  'mirror.mirroring': object({ url: printableText }),
  'mirror.partly': object({
    ...{ url: printableText, says: printableText },
    ...{ points: optional(number), fromMs: optional(instant), toMs: optional(instant) },
  }),
  'mirror.unreadable': object({ says: printableText }),
  'share.fellBehind': object({ ...ofMeter, readers: number }),
  'writer.lost': object({ count: number }),
  'writer.leftBehind': object({ count: number }),
};

/** News as JSON. */
export const news: Check<News> = (value) => {
  const {
    part: ofPart,
    kind,
    at,
  } = object<{ part: string; kind: string; at: number }>({
    part: printableText,
    kind: printableText,
    at: instant,
  })(value);
  const name = keyOf<string>(NEWS as unknown as { readonly [name: string]: true })(`${ofPart}.${kind}`) as NewsName;
  const check = (NEWS as { readonly [name: string]: Check<object> })[name];
  return { part: ofPart, kind, at, ...check?.(value) } as News;
};

/** The name of the journal's note that holds the news. */
export const NEWS_NOTE = 'news';
/** More than the list keeps. */
const MOST_KEPT = 100;

/** The news in a note, without those of a later version; none if the text is damaged. */
export function newsIn(text = '[]'): readonly News[] {
  try {
    return thoseOf(news, MOST_KEPT)(JSON.parse(text));
  } catch {
    return [];
  }
}
