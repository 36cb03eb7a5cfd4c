import type { JournalOrder, OrderOutcome } from '../journal/orders.ts';

/**
 * What another process of this user may ask the running plugin to do, over the status socket. `request` is the text by which its
 * sender knows it.
 */
export type StatusRequest = JournalOrder & { readonly request: string };

/** What came of a request. */
export interface RequestResult {
  readonly request: string;
  readonly outcome: OrderOutcome;
}
