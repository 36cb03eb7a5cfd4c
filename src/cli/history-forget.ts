import { BUILT_AT_MS } from '../base/plugin-names.ts';
import { deliver } from '../history-import/deliver.ts';
import { outcomeWords } from '../history-import/words.ts';
import { settingsBeside } from './history-import-meter.ts';
import { type Deliver, deliverOrFail } from './history-import-order.ts';
import { openSelectedJournal } from './journal-selection.ts';
import type { PriceOptions } from './meter-prices.ts';
import { Failure, type Session, UsageError } from './session.ts';

export interface HistoryForgetOptions extends PriceOptions {
  readonly later?: boolean;
  /** The user confirms that the clock is right, although the history goes on past it. */
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/**
 * `linky-tic history forget --later`: deletes what is later than now from the journal and from its second copy.
 * @param delivering `deliver`, except in tests
 * @throws UsageError, and Failure if the clock or the journal does not allow it; then nothing was changed
 */
export async function forgetHistory(
  options: HistoryForgetOptions,
  session: Session,
  delivering: Deliver = deliver,
): Promise<void> {
  const { terminal, texts, clock } = session;
  const words = texts.cli.history;
  if (!options.later) throw new UsageError(words.forgetWhat);
  if (clock.wall() <= BUILT_AT_MS) throw new Failure(words.clockNotSet);
  if (options.dryRun) {
    sayLater(options, session);
    return;
  }
  const { yes: isSure = false } = options;
  const maxMegabytes = settingsBeside(options, session)?.journal.maxMegabytes;
  // Throws the message for a missing journal.
  openSelectedJournal(options, session)[Symbol.dispose]();
  const context = { target: options, words: ['forget', '--later', ...(isSure ? ['--yes'] : [])], maxMegabytes };
  const done = await deliverOrFail({ kind: 'forget', isSure }, context, session, delivering);
  terminal.print(options.json ? JSON.stringify(done) : outcomeWords(done, texts.historyImport));
}

function sayLater(options: HistoryForgetOptions, session: Session): void {
  const { terminal, texts } = session;
  using archive = openSelectedJournal(options, session);
  const { later } = archive;
  const doubt = options.yes ? undefined : archive.perhapsLate;
  const found = later && { kind: 'later', ...later, perhapsLate: doubt };
  if (options.json) terminal.print(JSON.stringify(found ?? { kind: 'nothingLater' }));
  else if (later) terminal.print(texts.cli.history.wouldForget(later));
  else terminal.print(outcomeWords({ kind: 'nothingLater' }, texts.historyImport));
  if (doubt && !options.json) terminal.print(outcomeWords({ kind: 'perhapsLate', ...doubt }, texts.historyImport));
}
