import type { UndatedNews } from './news.ts';
import type { FactsOf, Kinds, Part, TroubleEnd, UndatedTrouble, WaitingReadings } from './trouble.ts';

/** The words for each trouble and all news, in one language: if a kind is missing, it does not compile. */
export interface TroubleWords {
  readonly waiting: (waiting: WaitingReadings) => string;
  readonly says: {
    readonly [P in Part]: { readonly [K in Kinds[P]]: (facts: FactsOf<P, K>) => Said };
  };
  /** The text for the end of a trouble; empty if the end is reported elsewhere. */
  readonly over: {
    readonly [P in Part]: (trouble: UndatedTrouble<P>, stoodMs: number, end: TroubleEnd) => string;
  };
  readonly news: {
    readonly [N in UndatedNews as `${N['part']}.${N['kind']}`]: (news: N) => string;
  };
}

/** What is wrong, in one sentence, and what to do about it; what happens to the Readings meanwhile. */
export interface Said {
  readonly says: string;
  readonly cure: string;
  readonly meanwhile?: string;
}

/** A trouble in words. */
export function said(trouble: UndatedTrouble, { says }: Pick<TroubleWords, 'says'>): Said {
  // Each text takes the facts of its own part, which TypeScript cannot infer through the union.
  const kinds = says[trouble.part] as { readonly [kind: string]: (facts: object) => Said };
  const say = kinds[trouble.kind];
  if (!say) throw new Error(`no words for ${trouble.part} ${trouble.kind}`);
  return say(trouble);
}

/** A trouble in one text. */
export function sentences(trouble: UndatedTrouble, words: Pick<TroubleWords, 'says' | 'waiting'>): string {
  const { says, cure, meanwhile = '' } = said(trouble, words);
  const waiting = trouble.part === 'mirror' && trouble.waiting ? words.waiting(trouble.waiting) : '';
  return [says, cure, meanwhile, waiting].filter((one) => one !== '').join(' ');
}

/** A problem in the settings, in one text. */
export function problemText(
  { path, says }: { readonly path: string; readonly says: string },
  words: Pick<TroubleWords, 'says' | 'waiting'>,
): string {
  return sentences({ part: 'settings', kind: 'problem', path, says }, words);
}

/** The text for the end of a trouble. */
export function overText(trouble: UndatedTrouble, stoodMs: number, end: TroubleEnd, { over }: TroubleWords): string {
  const say = over[trouble.part] as (trouble: UndatedTrouble, stoodMs: number, end: TroubleEnd) => string;
  return say(trouble, stoodMs, end);
}

/** News in one text. */
export function newsSentence(news: UndatedNews, words: Pick<TroubleWords, 'news'>): string {
  const say = words.news[`${news.part}.${news.kind}` as keyof TroubleWords['news']] as (news: UndatedNews) => string;
  return say(news);
}
