import type { InfluxConfig } from '../config/config.ts';
import type { DeliveryTrouble } from '../influx/delivery-trouble.ts';
import { deliveryTroubleText, displayedUrl } from '../influx/delivery-trouble.ts';
import { becomeOwnerOf } from '../journal/journal-owner.ts';
import { textsFor } from '../texts/texts.ts';
import { newsSentence } from '../trouble/words.ts';
import { sendOnce } from '../writer/send-once.ts';
import { type JournalSelection, journalPath, openSelectedJournal, sinceMsOf } from './journal-selection.ts';
import { hostFor, type InfluxOptions, influxConfigFrom, withBucket } from './plugin-settings.ts';
import { Failure, type Session } from './session.ts';

export type HistorySendOptions = JournalSelection & InfluxOptions & { readonly json?: boolean };

/** The most refused lines that are printed. Usually all lines of a series are refused for the same reason. */
const MOST_PRINTED = 20;

/**
 * `linky-tic history send`: sends the journal once to an InfluxDB. Points that the database already has stay as they are.
 * @param sending `sendOnce`, except in tests
 * @throws UsageError, and Failure if the database cannot be reached or refuses a series
 */
export async function sendHistory(
  options: HistorySendOptions,
  session: Session,
  sending: typeof sendOnce = sendOnce,
): Promise<void> {
  const { terminal, texts, life } = session;
  const influx = influxConfigFrom(await withBucket(options, session), session);
  const fromMs = sinceMsOf(options, session) ?? 0;
  // The worker thread has no words for a journal that cannot be opened, so it is opened here first.
  openSelectedJournal(options, session)[Symbol.dispose]();
  const refusals = refusalPrinter(session);
  // The thread that reads the journal cannot act as its owner by itself.
  using owned = becomeOwnerOf(journalPath(options, session));
  const plan = { path: owned.path, fromMs, influx };
  const { total, trouble, isRefusing, isVerified } = await sending(plan, refusals.tell, life);
  refusals.end();
  if (life.aborted) throw new Failure(texts.cli.history.interrupted(total.readings));
  if (trouble) throw new Failure(failureText(trouble, influx, options, session));
  if (!isVerified)
    terminal.remark(newsSentence({ part: 'mirror', kind: 'unverified', url: displayedUrl(influx) }, texts.troubles));
  if (options.json) terminal.print(JSON.stringify(total));
  else terminal.print(texts.cli.history.sent(total.readings, influx.url, total.refused, total.dropped));
  // The refused lines and their number have already been printed.
  if (isRefusing) throw new Failure('');
}

function refusalPrinter({ terminal, texts }: Session) {
  let count = 0;
  return {
    tell(line: string, says: string): void {
      count += 1;
      if (count <= MOST_PRINTED) terminal.remark(texts.cli.history.refused(line, says));
    },
    end(): void {
      if (count > MOST_PRINTED) terminal.remark(texts.cli.history.moreRefused(count - MOST_PRINTED));
    },
  };
}

/** The trouble in the words of the mirror's log. Settings are named as the user entered them: as options, or as paths in a file. */
function failureText(
  trouble: DeliveryTrouble,
  influx: InfluxConfig,
  options: HistorySendOptions,
  session: Session,
): string {
  const texts = textsFor(session.language, hostFor(options));
  const says = deliveryTroubleText(trouble, influx, texts);
  if (trouble.kind !== 'misconfigured' || options.config === undefined) return says;
  return `${says} ${texts.cli.history.settingsIn(options.config)}`;
}
