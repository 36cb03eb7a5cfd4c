import type { JournalOrder, OrderOutcome } from '../journal/orders.ts';

/**
 * What another process of this user may ask the running plugin to do, over the status socket. The sender identifies its request by
 * `request`.
 */
export type StatusRequest = JournalOrder & { readonly request: string };

/** The outcome of a request. */
export interface RequestResult {
  readonly request: string;
  readonly outcome: OrderOutcome;
}
