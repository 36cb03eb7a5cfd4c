import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { News, Reports, UndatedNews } from './news.ts';
import type { Slot, Trouble, TroubleEnd, UndatedTrouble } from './trouble.ts';
import { newsSentence, overText, sentences, type TroubleWords } from './words.ts';

/**
 * The only list of troubles, on Homebridge's thread. It logs each trouble when it begins, when another kind replaces it, and when it is
 * over. Only the list remembers what was logged.
 */
export interface TroubleList extends Reports {
  /** The present troubles, in the order in which they began. */
  readonly standing: readonly Trouble[];
  /** The news of the last thirty days, the newest last. */
  readonly news: readonly News[];
  /** Takes the news of earlier runs. */
  remember(news: readonly News[]): void;
  /** Calls a function at each change from now on. */
  listen(changed: () => void): void;
}

/**
 * How long a trouble must be over before this is logged: some bridges disconnect and reconnect their reader all night, and a thread may end
 * again and again. If the trouble comes back within this time, nothing is logged. The end of other troubles is logged at once. That of an
 * outage is logged once everything that was waiting has been sent, which the mirror reports.
 */
const SETTLES_AFTER_MS: { readonly [slot: string]: number } = {
  line: 60_000,
  thread: 600_000,
  delivery: Number.POSITIVE_INFINITY,
  refused: 600_000,
};

/**
 * Kinds that count as one in the log: while their slot has any of them, only the first is logged. They follow each other as long as one
 * cause lasts.
 */
const SAID_AS: { readonly [partAndKind: string]: string } = {
  // A device that was unplugged is first `gone`, and `missing` at the next opening.
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

/** News that are reported once per run, however often they happen: once for each meter and mode. */
const ONCE_A_RUN: ReadonlySet<string> = new Set([
  'history rotates',
  'history curvesCut',
  'clock disputed',
  'line found',
  'line moreLabels',
  'mirror mirroring',
  'mirror partly',
  'mirror unreadable',
]);
/** News that are no loss, and are not kept for thirty days. */
const PASSING_NEWS: ReadonlySet<string> = new Set(['line found', 'mirror mirroring']);
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
};

/** How long news are kept. */
export const KEPT_FOR_MS = 30 * 86_400_000;
/** The limits prevent a source that makes things up from filling the memory. */
const MOST_NEWS = 50;
const MOST_TROUBLES = 100;

interface Standing {
  trouble: UndatedTrouble;
  /** When it began, on the monotonic clock. If it comes back after an end that was not logged, this is when it came back. */
  readonly beganMs: number;
  /** When it began according to the log, for the message about its end. */
  readonly loggedMs: number;
  /** What has been logged about it. */
  readonly said: Set<string>;
  /** When it was over, on the monotonic clock, as long as that has not been logged. */
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
    const key = saidAs(trouble);
    if (said.has(key)) log.debug(sentences(trouble, words));
    else log[ERRORS.has(trouble.part) ? 'error' : 'warn'](sentences(trouble, words));
    said.add(key);
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
      const about = ['meter' in news && news.meter, 'mode' in news && news.mode];
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

/** What is logged once: the kind of a trouble, and whether Readings wait for the clock. */
function saidAs(trouble: UndatedTrouble): string {
  const key = keyOf(trouble);
  if (trouble.part === 'clock') return `${key} ${trouble.waits}`;
  return SAID_AS[key] ?? key;
}
