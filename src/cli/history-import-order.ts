import { dirname } from 'node:path';
import type { DeliveryOutcome, deliver } from '../history-import/deliver.ts';
import { outcomeWords } from '../history-import/words.ts';
import type { ImportOrder, ImportRecord } from '../journal/imports.ts';
import type { ImportTarget } from './history-import-meter.ts';
import { journalPath } from './journal-selection.ts';
import { Failure, type Session } from './session.ts';

/** Has an order carried out in a storage folder, as `deliver` does. */
export type Deliver = typeof deliver;

/** What was done, or had been done before. */
export type Done = Extract<DeliveryOutcome, { readonly record: ImportRecord }>;

/**
 * Has an order carried out in the journal that the options select.
 * @param tried the words after `linky-tic history import`, for whoever must try again as another user
 * @throws Failure when it was interrupted before, or when nothing was done
 */
export async function carriedOut(
  order: ImportOrder,
  { target, tried }: { readonly target: ImportTarget; readonly tried: readonly string[] },
  session: Session,
  carryOut: Deliver,
): Promise<Done> {
  const { terminal, life } = session;
  const words = session.texts.historyImport;
  if (life.aborted) throw new Failure(words.command.interrupted);
  terminal.progress(words.command.writing);
  const { remark } = terminal;
  const options = {
    texts: session.texts.journal,
    log: { debug() {}, info: remark, warn: remark, error: remark },
  };
  const folder = dirname(journalPath(target, session));
  const outcome = await carryOut(folder, order, options).finally(() => terminal.progress(''));
  if ('record' in outcome) return outcome;
  const says = outcomeWords(outcome, words);
  if (outcome.kind !== 'notAllowed') throw new Failure(says);
  throw new Failure(`${says} ${words.command.asUser(commandFor(tried, target))}`);
}

/** `linky-tic history import` with these words and the options that select the same journal and meter, as a shell takes it. */
export function commandFor(words: readonly string[], { storage, config, meter }: ImportTarget): string {
  const options = Object.entries({ storage, config, meter }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  return ['linky-tic', 'history', 'import', ...words, ...options].map(forShell).join(' ');
}

function forShell(word: string): string {
  return /^[\w./:=+@%,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
