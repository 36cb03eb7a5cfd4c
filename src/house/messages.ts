import type { Price } from '../money/price.ts';
import type { LastColours } from '../status/told-colours.ts';
import type { HistoryPath } from '../ui/history-answers.ts';
import type { Protocol } from '../ui/protocol.ts';

// The messages between the server of the house's page and its history thread.

/** What the thread begins with. */
export interface HistoryJob {
  /** The storage folder with the journal. */
  readonly folder: string;
  /** The prices of each meter, by its slug. */
  readonly prices: { readonly [slug: string]: readonly Price[] };
}

/** What the house's page asks about what the journal has. */
export type HistoryQuestion = {
  readonly [P in HistoryPath]: {
    readonly path: P;
    readonly asks: Omit<Protocol[P]['asks'], 'prices'>;
    /** What the meter that is asked about says now. */
    readonly colours?: LastColours | undefined;
  };
}[HistoryPath];

/** What the thread posts for each question, in their order. */
export type HistoryAnswer =
  /** JSON in UTF-8: on this thread nothing of it is parsed. */
  | { readonly kind: 'answer'; readonly json: Uint8Array<ArrayBuffer> }
  /** The journal cannot be read. */
  | { readonly kind: 'unreadable' };
