import type { ImportOrder, ImportOutcome } from './imports.ts';
import type { PerhapsLate } from './late-clock.ts';
import type { Later } from './later.ts';

/** A change to a journal. */
export type JournalOrder =
  | ImportOrder
  /** Delete everything later than now; with `isSure` even if the clock may be late. */
  | { readonly kind: 'forget'; readonly isSure?: boolean };

/** The outcome of an order. */
export type OrderOutcome =
  | ImportOutcome
  | ({ readonly kind: 'forgotten' } & Later)
  | { readonly kind: 'nothingLater' }
  /** Nothing was deleted, since the clock may be late. */
  | ({ readonly kind: 'perhapsLate' } & PerhapsLate);
