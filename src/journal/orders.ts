import type { ImportOrder, ImportOutcome } from './imports.ts';
import type { PerhapsLate } from './late-clock.ts';
import type { Later } from './later.ts';

/** What is to be done to a journal. */
export type JournalOrder =
  | ImportOrder
  /** Forget what is later than now; with `isSure` also where the clock is perhaps late. */
  | { readonly kind: 'forget'; readonly isSure?: boolean };

/** What came of an order. */
export type OrderOutcome =
  | ImportOutcome
  | ({ readonly kind: 'forgotten' } & Later)
  | { readonly kind: 'nothingLater' }
  /** Nothing was forgotten, as the clock is perhaps late. */
  | ({ readonly kind: 'perhapsLate' } & PerhapsLate);
