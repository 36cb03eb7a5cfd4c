import type { AtRest, DamagedAt } from './account.ts';

/** What the process of a life says of itself, as a marker among its calls. A word with -ing is said before the work, the other after it. */
export type Promised =
  | { readonly kind: 'opening' }
  | { readonly kind: 'opened'; readonly rest: AtRest }
  /** So many Readings. */
  | { readonly kind: 'committing'; readonly end: number; readonly delivered: number }
  | { readonly kind: 'committed'; readonly end: number; readonly delivered: number; readonly rest: AtRest }
  /** A file, by its number, and the number that the import got. */
  | { readonly kind: 'importing'; readonly file: number }
  | { readonly kind: 'imported'; readonly file: number; readonly id: number }
  | { readonly kind: 'undoing' | 'undone'; readonly id: number }
  /** From now on the oldest Readings may be deleted for want of room. */
  | { readonly kind: 'lowered' }
  /** A disk has changed the database, and these can no longer be read. */
  | { readonly kind: 'damaged'; readonly at: DamagedAt }
  /** The database is gone, and its second copy is there. */
  | { readonly kind: 'lost' }
  /** A line of the journal's log, after its level. */
  | { readonly kind: 'said'; readonly line: string };
