import { isDeepStrictEqual } from 'node:util';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Slot, Trouble, TroubleEnd, UndatedTrouble } from './trouble.ts';
import type { News, Reports, UndatedNews } from './trouble-news.ts';
import { newsSentence, overText, sentences, type TroubleWords } from './trouble-words.ts';

/**
 * The one list of what is wrong, on Homebridge's thread. It says each trouble in the log when it begins, when another kind takes its
 * place, and when it is over, and is the only memory of what was said.
 */
export interface TroubleList extends Reports {
  /** What stands now, in the order in which it began. */
  readonly standing: readonly Trouble[];
  /** What happened within the last thirty days, the newest last. */
  readonly news: readonly News[];
  /** Takes the news of earlier runs. */
  remember(news: readonly News[]): void;
  /** Calls a function at each change from now on. */
  listen(changed: () => void): void;
}

/**
 * For how long a trouble must stay away until the log says that it is over: some bridges drop and take their reader all night, and a
 * thread may end again and again. When it comes back before, nothing is said. Others are over at once. The end of an outage is said
 * once everything that had waited was sent, which the mirror reports.
 */
const SETTLES_AFTER_MS: { readonly [slot: string]: number } = {
  line: 60_000,
  thread: 600_000,
  delivery: Number.POSITIVE_INFINITY,
  refused: 600_000,
};

/** Kinds that are said once while their slot has any of them: they follow each other while one cause goes on. */
const SAID_AS: { readonly [partAndKind: string]: string } = {
  // A device that was pulled out is `gone` first, and `missing` at the next opening.
  'line missing': 'gone',
  'line gone': 'gone',
  'mirror notListening': 'passing',
  'mirror unknownHost': 'passing',
  'mirror silent': 'passing',
  'mirror full': 'passing',
  'mirror failing': 'passing',
  'mirror broken': 'passing',
  'mirror busy': 'passing',
  'mqtt notListening': 'passing',
  'mqtt unknownHost': 'passing',
  'mqtt silent': 'passing',
  'mqtt dropped': 'passing',
  'mqtt busy': 'passing',
  'mqtt failing': 'passing',
};

const ERRORS: ReadonlySet<string> = new Set(['history', 'writer', 'settings']);

/** What is said once a run, however often it happens: of a meter, a mode and a series each. */
const ONCE_A_RUN: ReadonlySet<string> = new Set([
  'history rotates',
  'history curvesCut',
  'clock disputed',
  'line found',
  'line moreLabels',
  'mirror mirroring',
  'mirror unverified',
  'mirror dropped',
  'mirror partly',
  'mirror setAside',
  'mirror unreadable',
]);
/** What is no loss, and not kept for thirty days. */
const PASSING_NEWS: ReadonlySet<string> = new Set(['line found', 'mirror mirroring', 'writer statusAfter']);
const NEWS_LEVEL: { readonly [partAndKind: string]: keyof Log } = {
  'history setAside': 'error',
  'history mended': 'error',
  'history rotates': 'info',
  'history curvesCut': 'info',
  'history imported': 'info',
  'history importUndone': 'info',
  'history forgotten': 'info',
  'line found': 'info',
  'mirror mirroring': 'info',
  'writer statusAfter': 'info',
};

/** How long news are kept. */
export const KEPT_FOR_MS = 30 * 86_400_000;
/** The bounds keep a source that makes things up from filling the memory. */
const MOST_NEWS = 50;
const MOST_TROUBLES = 100;

interface Standing {
  trouble: UndatedTrouble;
  /** When it began, on the monotonic clock: after an end of which the log says nothing, anew. */
  readonly beganMs: number;
  /** When it began for the log, which says its end. */
  readonly loggedMs: number;
  /** What of it the log has said. */
  readonly said: Set<string>;
  /** When it was over, on the monotonic clock, while that has not been said yet. */
  overMs?: number;
  cancelOver(): void;
}

interface ListOptions {
  readonly log: Log;
  readonly words: TroubleWords;
  readonly clock: Clock;
}

export function createTroubleList({ log, words, clock }: ListOptions): TroubleList {
  const slots = new Map<Slot, Standing>();
  const listeners: (() => void)[] = [];
  const saidOnce = new Set<string>();
  let before: readonly News[] = [];
  /** The news of this run, dated by the monotonic clock: the wall clock may be set later. */
  let happened: readonly { readonly news: UndatedNews; readonly atMs: number }[] = [];

  const wallTimeOf = (monotonicMs: number) => Math.round(clock.wall() - (clock.now() - monotonicMs));
  const changed = () => {
    for (const listener of listeners) listener();
  };

  function begins(slot: Slot, trouble: UndatedTrouble, beganMs: number): void {
    const before = slots.get(slot);
    before?.cancelOver();
    const { said = new Set<string>(), loggedMs = beganMs } = before ?? {};
    const isBack = before?.overMs !== undefined;
    const since = isBack || !before ? beganMs : before.beganMs;
    slots.set(slot, { trouble, said, loggedMs, cancelOver() {}, beganMs: since });
    say(trouble, said);
  }

  function say(trouble: UndatedTrouble, said: Set<string>): void {
    const fresh = keysOf(trouble).filter((key) => !said.has(key));
    if (fresh.length === 0) log.debug(sentences(trouble, words));
    else log[ERRORS.has(trouble.part) ? 'error' : 'warn'](sentences(trouble, words));
    for (const key of fresh) said.add(key);
  }

  function ends(slot: Slot, standing: Standing, end: TroubleEnd | undefined): void {
    standing.overMs ??= clock.now();
    const { overMs } = standing;
    const settlesMs = end ? 0 : (SETTLES_AFTER_MS[slot.split(' ', 1).join()] ?? 0);
    if (settlesMs === 0) sayOver(slot, standing, end ? clock.now() : overMs, end);
    else if (Number.isFinite(settlesMs))
      standing.cancelOver = clock.after(settlesMs, () => sayOver(slot, standing, overMs));
  }

  function sayOver(
    slot: Slot,
    { trouble, loggedMs, cancelOver }: Standing,
    overMs: number,
    end: TroubleEnd = {},
  ): void {
    cancelOver();
    slots.delete(slot);
    const text = overText(trouble, overMs - loggedMs, end, words);
    if (text !== '') log.info(text);
  }

  return {
    report(slot, trouble, { beganMs = clock.now(), end } = {}) {
      const standing = slots.get(slot);
      if (trouble && (standing || slots.size < MOST_TROUBLES)) begins(slot, trouble, beganMs);
      else if (standing && (end || standing.overMs === undefined)) ends(slot, standing, end);
      else return;
      const isSame = standing?.overMs === undefined && isDeepStrictEqual(standing?.trouble, trouble);
      if (!isSame) changed();
    },
    tell(news) {
      const key = keyOf(news);
      const about = ['meter' in news && news.meter, 'mode' in news && news.mode, 'series' in news && news.series];
      const once = [key, ...about].join(' ');
      if (saidOnce.has(once)) return;
      if (ONCE_A_RUN.has(key)) saidOnce.add(once);
      log[NEWS_LEVEL[key] ?? 'warn'](newsSentence(news, words));
      if (PASSING_NEWS.has(key)) return;
      happened = [...happened, { news, atMs: clock.now() }].slice(-MOST_NEWS);
      changed();
    },
    remember(news) {
      before = news;
      changed();
    },
    listen: (listener) => void listeners.push(listener),
    get standing() {
      return [...slots.values()]
        .filter(({ overMs }) => overMs === undefined)
        .map(({ trouble, beganMs }) => ({ ...trouble, since: wallTimeOf(beganMs) }))
        .toSorted((a, b) => a.since - b.since);
    },
    get news() {
      const fromMs = clock.wall() - KEPT_FOR_MS;
      const now = happened.map(({ news, atMs }) => ({ ...news, at: wallTimeOf(atMs) }));
      return [...before, ...now].filter(({ at }) => at >= fromMs).slice(-MOST_NEWS);
    },
  };
}

function keyOf({ part, kind }: { readonly part: string; readonly kind: string }): string {
  return `${part} ${kind}`;
}

/**
 * What a trouble is said for: its kind, whether Readings wait for the clock, and each series that is refused, so that others than the
 * ones before are said, too.
 */
function keysOf(trouble: UndatedTrouble): readonly string[] {
  const key = keyOf(trouble);
  if (trouble.part === 'clock') return [`${key} ${trouble.waits}`];
  if (trouble.part !== 'mirror' || trouble.kind !== 'refused') return [SAID_AS[key] ?? key];
  const { series = [], seriesInAll = series.length } = trouble;
  const unnamed = Array.from({ length: seriesInAll - series.length }, (_, at) => `and ${at + 1} more`);
  return [...series, ...unnamed].map((one) => `${key} ${one}`);
}
