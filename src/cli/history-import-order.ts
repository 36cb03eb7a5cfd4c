import { dirname } from 'node:path';
import type { Log } from '../base/log.ts';
import { forShell } from '../base/printable.ts';
import type { DeliveryOutcome, deliver } from '../history-import/deliver.ts';
import { outcomeWords } from '../history-import/words.ts';
import type { ImportRecord } from '../journal/imports.ts';
import type { JournalOrder } from '../journal/orders.ts';
import { createTroubleList } from '../trouble/list.ts';
import type { ImportTarget } from './history-import-meter.ts';
import { journalPath } from './journal-selection.ts';
import { Failure, type Session } from './session.ts';

/** Has an order carried out in a storage folder, as `deliver` does. */
export type Deliver = typeof deliver;

/** What was done, or had been done before. */
export type Done = Extract<DeliveryOutcome, { readonly record: ImportRecord }>;
/** What was forgotten, or that there was nothing to forget. */
export type Forgotten = Extract<DeliveryOutcome, { readonly kind: 'forgotten' | 'nothingLater' }>;

/** Where an order is to be carried out, and the command that requests it. */
export interface OrderContext {
  readonly target: ImportTarget;
  /** The words after `linky-tic history`, for the advice to try again as another user. */
  readonly words: readonly string[];
  /** The size to which the settings limit the journal, if they are known. */
  readonly maxMegabytes: number | undefined;
}

/**
 * Has an order carried out in the journal that the options select.
 * @throws Failure if it was interrupted before, or if nothing was done
 */
export async function deliverOrFail<O extends JournalOrder>(
  order: O,
  { target, words, maxMegabytes }: OrderContext,
  session: Session,
  delivering: Deliver,
): Promise<O extends { readonly kind: 'forget' } ? Forgotten : Done> {
  const { terminal, life, texts, clock } = session;
  const { command } = texts.historyImport;
  if (life.aborted) throw new Failure(command.interrupted);
  const folder = dirname(journalPath(target, session));
  const reports = createTroubleList({ log: remarksOf(session), words: texts.troubles, clock });
  const options = { texts: texts.journal, reports, clock, maxMegabytes };
  terminal.progress(command.writing);
  const outcome = await delivering(folder, order, options).finally(() => terminal.progress(''));
  // The outcome of an order is always of the order's own kind.
  if ('record' in outcome || outcome.kind === 'forgotten' || outcome.kind === 'nothingLater') return outcome as never;
  const says = outcomeWords(outcome, texts.historyImport);
  if (outcome.kind !== 'notAllowed') throw new Failure(says);
  throw new Failure(`${says} ${command.asOwner(forShell(outcome.owner), commandFor(words, target))}`);
}

/** The journal's log as remarks, which replace the progress. */
function remarksOf({ terminal }: Session): Log {
  const remark = (text: string) => {
    terminal.progress('');
    terminal.remark(text);
  };
  return { debug() {}, info: remark, warn: remark, error: remark };
}

/** `linky-tic history` with these words and the options that select the same journal and meter, quoted for a shell. */
export function commandFor(words: readonly string[], { storage, config, meter }: ImportTarget): string {
  const options = Object.entries({ storage, config, meter }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  return ['linky-tic', 'history', ...words, ...options].map(forShell).join(' ');
}
