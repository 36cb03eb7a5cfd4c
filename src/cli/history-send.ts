import type { InfluxConfig } from '../config/config.ts';
import type { DeliveryTrouble } from '../influx/delivery-trouble.ts';
import { deliveryTroubleText, displayedUrl } from '../influx/delivery-trouble.ts';
import { textsFor } from '../texts/texts.ts';
import { sendOnce } from '../writer/send-once.ts';
import { type JournalSelection, journalPath, openSelectedJournal, sinceMsOf } from './journal-selection.ts';
import { hostFor, type InfluxOptions, influxConfigFrom, withBucket } from './plugin-settings.ts';
import { Failure, type Session } from './session.ts';

export type HistorySendOptions = JournalSelection & InfluxOptions & { readonly json?: boolean };

/**
 * `linky-tic history send`: sends the journal once to an InfluxDB. Points that the database already has stay as they are.
 * @param sending `sendOnce`, except in tests
 * @throws UsageError, and Failure if the database cannot be reached or refuses some of it
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
  const { readings, refused, trouble } = await sending({ path: journalPath(options, session), fromMs, influx }, life);
  for (const refusal of refused) terminal.remark(texts.cli.history.refused(refusal));
  if (life.aborted) throw new Failure(texts.cli.history.interrupted(readings));
  if (trouble) throw new Failure(failureText(trouble, influx, options, session));
  const points = refused.reduce((sum, refusal) => sum + refusal.points, 0);
  if (options.json) terminal.print(JSON.stringify({ readings, refused: points }));
  else terminal.print(texts.cli.history.sent(readings, displayedUrl(influx), points));
  // What was refused has already been printed.
  if (refused.length > 0) throw new Failure('');
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
