import type { InfluxConfig } from '../config/config.ts';
import type { DeliveryTrouble } from '../influx/delivery-trouble.ts';
import { displayedUrl, troubleText } from '../influx/trouble-text.ts';
import { textsFor } from '../texts/texts.ts';
import { sendOnce } from '../writer/send-once.ts';
import { type JournalSelection, journalPath, openSelectedJournal, sinceMsOf } from './journal-selection.ts';
import { hostIn, type TargetOptions, targetFrom } from './plugin-settings.ts';
import { Failure, type Session } from './session.ts';

export type HistorySendOptions = JournalSelection & TargetOptions & { readonly json?: boolean };

/** So many refused lines are told one by one: mostly all of a series are refused, for one reason. */
const MOST_TOLD = 20;

/**
 * `linky-tic history send`: what the journal holds, once, to an InfluxDB. What it has already stays as it is.
 * @throws UsageError, and Failure when it is not reached, or refuses a series
 */
export async function sendHistory(options: HistorySendOptions, session: Session): Promise<void> {
  const { terminal, texts, life } = session;
  const influx = targetFrom(options, session);
  const plan = { path: journalPath(options, session), fromMs: sinceMsOf(options, session) ?? 0, influx };
  // What is wrong with it is said here, in words.
  openSelectedJournal(options, session)[Symbol.dispose]();
  const refusals = refusalsOn(session);
  const { total, trouble, isRefusing, isVerified } = await sendOnce(plan, refusals.tell, life);
  refusals.end();
  if (life.aborted) throw new Failure(texts.cli.history.interrupted(total.readings));
  if (trouble) throw new Failure(failureText(trouble, influx, options, session));
  if (!isVerified) terminal.remark(texts.influx.unverified(displayedUrl(influx)));
  if (options.json) terminal.print(JSON.stringify(total));
  else terminal.print(texts.cli.history.sent(total.readings, influx.url, total.refused, total.dropped));
  // How many, and which, has been said.
  if (isRefusing) throw new Failure('');
}

function refusalsOn({ terminal, texts }: Session) {
  let count = 0;
  return {
    tell(line: string, says: string): void {
      count += 1;
      if (count <= MOST_TOLD) terminal.remark(texts.cli.history.refused(line, says));
    },
    end(): void {
      if (count > MOST_TOLD) terminal.remark(texts.cli.history.moreRefused(count - MOST_TOLD));
    },
  };
}

/** What is wrong, in the words of the mirror's log; the settings are called what they are called where they were made. */
function failureText(
  trouble: DeliveryTrouble,
  influx: InfluxConfig,
  options: HistorySendOptions,
  session: Session,
): string {
  const texts = textsFor(session.language, hostIn(options));
  const says = troubleText(trouble, influx, texts.influx);
  if (trouble.kind !== 'misconfigured' || options.config === undefined) return says;
  return `${says} ${texts.cli.history.settingsIn(options.config)}`;
}
