import type { Price } from '../money/price.ts';
import type { LastColours } from '../status/tempo-report.ts';
import type { HistoryPath } from '../ui/history-answers.ts';
import type { Protocol } from '../ui/protocol.ts';

// The messages between the server of the house's page and its history thread.

/** The input of the thread. */
export interface HistoryJob {
  /** The storage folder with the journal. */
  readonly folder: string;
  /** The prices of each meter, by its slug. */
  readonly prices: { readonly [slug: string]: readonly Price[] };
}

/** A question of the house's page about the journal. */
export type HistoryQuestion = {
  readonly [P in HistoryPath]: {
    readonly path: P;
    readonly asks: Omit<Protocol[P]['asks'], 'prices'>;
    /** The colours that the meter in question reports now. */
    readonly colours?: LastColours;
  };
}[HistoryPath];

/** The thread's answer to each question, in order. */
export type HistoryAnswer =
  /** JSON in UTF-8, which the receiving thread does not parse. */
  | { readonly kind: 'answer'; readonly json: Uint8Array<ArrayBuffer> }
  /** The journal cannot be read. */
  | { readonly kind: 'unreadable' };
