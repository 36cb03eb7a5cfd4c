import type { Season, TempoColour } from '../reading.ts';

/** Something new about the contract: it is said once in the log, and the page shows the last ones. */
export type ContractNews = {
  /** When it was noticed, in milliseconds since 1970. */
  readonly atMs: number;
} & (
  | {
      /** The off-peak hours of the contract are other ones than before, as `ContractCalendar` writes them. */
      readonly kind: 'hours';
      readonly before: string;
      readonly offPeak: string;
      /** Whether the meter itself tells them, or they were seen. */
      readonly isTold: boolean;
      /**
       * The first date that has them, in days since 1970-01-01: mostly tomorrow, when the meter tells it. Absent where it is not
       * certain, as for hours that were seen, unless it is the first one of a season, or after a time in which nobody read the meter.
       */
      readonly fromDay?: number;
      /** The season whose hours they are, where the contract has other ones in the other season. */
      readonly season?: Season;
    }
  | { readonly kind: 'contract'; readonly before: string; readonly contract: string }
  | { readonly kind: 'subscribed'; readonly beforeVA: number; readonly subscribedVA: number }
  /** Another meter answers. The last four digits of the addresses. */
  | { readonly kind: 'meter'; readonly before: string; readonly address: string }
  /** A message of the grid operator or the supplier (MSG1, MSG2). */
  | { readonly kind: 'message'; readonly text: string }
  /** The meter counts the day in the registers of another colour than its status (STGE) says. */
  | { readonly kind: 'colour'; readonly told: TempoColour; readonly counted: TempoColour }
  /** Another register moves than the one that the meter names (NTARF). */
  | { readonly kind: 'register'; readonly named: string; readonly moving: string }
);

/** The same without when it was noticed. */
export type UndatedNews = WithoutDate<ContractNews>;

type WithoutDate<N> = N extends ContractNews ? Omit<N, 'atMs'> : never;

/** The words for each kind of news, in one language. */
export type NewsWords = {
  readonly [K in ContractNews['kind']]: (news: Extract<UndatedNews, { readonly kind: K }>) => string;
};

/** News as a sentence. */
export function newsText(news: UndatedNews, words: NewsWords): string {
  return (words[news.kind] as (news: UndatedNews) => string)(news);
}
