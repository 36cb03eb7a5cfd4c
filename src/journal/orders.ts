import type { ImportOrder, ImportOutcome } from './imports.ts';
import type { Later } from './later.ts';

/** What is to be done to a journal. */
export type JournalOrder =
  | ImportOrder
  /** Forget what is later than now. */
  | { readonly kind: 'forget' };

/** What came of an order. */
export type OrderOutcome = ImportOutcome | ({ readonly kind: 'forgotten' } & Later) | { readonly kind: 'nothingLater' };
