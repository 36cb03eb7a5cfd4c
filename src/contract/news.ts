import type { Season, TempoColour } from '../reading/reading.ts';

/** Something new about the contract: it is written once to the log, and the page shows the latest. */
export type ContractNews = {
  /** When it was noticed, in milliseconds since 1970. */
  readonly atMs: number;
} & (
  | {
      /** The off-peak hours of the contract have changed. Hours are in the format of `ContractCalendar`. */
      readonly kind: 'hours';
      readonly before: string;
      readonly offPeak: string;
      /** True if the meter itself reports the hours, false if they were observed. */
      readonly isTold: boolean;
      /**
       * The first date with these hours, in days since 1970-01-01: usually tomorrow if the meter reports them. Absent where uncertain:
       * after a time in which nobody read the meter, and for observed hours, unless it is the first date of a season.
       */
      readonly fromDay?: number;
      /** The season of these hours, if the contract has different ones in the other season. */
      readonly season?: Season;
    }
  | { readonly kind: 'contract'; readonly before: string; readonly contract: string }
  | { readonly kind: 'subscribed'; readonly beforeVA: number; readonly subscribedVA: number }
  /** Another meter is answering. Only the last four digits of the addresses are kept. */
  | { readonly kind: 'meter'; readonly before: string; readonly address: string }
  /** A message of the grid operator or the supplier (MSG1, MSG2). */
  | { readonly kind: 'message'; readonly text: string }
  /** The meter counts the day in the registers of a colour other than its status (STGE) says. */
  | { readonly kind: 'colour'; readonly told: TempoColour; readonly counted: TempoColour }
  /** Another register is counting than the one that the meter names (NTARF). */
  | { readonly kind: 'register'; readonly named: string; readonly moving: string }
);

/** News without the time at which it was noticed. */
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
