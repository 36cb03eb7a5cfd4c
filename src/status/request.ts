import type { ImportOutcome, NewImport } from '../journal/imports.ts';

/** What another process of this user may ask the running plugin to do, over the status socket. */
export type StatusRequest =
  | { readonly kind: 'import'; readonly request: string; readonly import: NewImport }
  | { readonly kind: 'undo'; readonly request: string; readonly meter: string; readonly id: number };

/** What came of a request: `request` is the text by which its sender knows it. */
export interface RequestResult {
  readonly request: string;
  readonly outcome: ImportOutcome;
}
