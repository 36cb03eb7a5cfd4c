import type { InfluxConfig } from '../config/config.ts';
import { databaseState } from '../doctor/database.ts';
import type { DeliveryTrouble, Mistake } from '../influx/delivery-trouble.ts';
import { sendOnce } from '../writer/send-once.ts';
import { type ArchiveOptions, archiveIn, journalPath, sinceIn } from './archive-options.ts';
import { namesOf, type TargetOptions, targetFrom } from './plugin-settings.ts';
import { Failure, type Session } from './session.ts';

export type HistorySendOptions = ArchiveOptions & TargetOptions & { readonly json?: boolean };

/** So many refused lines are told one by one: mostly all of a series are refused, for one reason. */
const MOST_TOLD = 20;

/**
 * `linky-tic history send`: what the journal holds, once, to an InfluxDB. What it has already stays as it is.
 * @throws UsageError, and Failure when it is not reached, or refuses a series
 */
export async function sendHistory(options: HistorySendOptions, session: Session): Promise<void> {
  const { terminal, texts, life } = session;
  const influx = targetFrom(options, session);
  const plan = { path: journalPath(options, session), fromMs: sinceIn(options, session) ?? 0, influx };
  // What is wrong with it is said here, in words.
  archiveIn(options, session)[Symbol.dispose]();
  const refusals = refusalsOn(session);
  const { total, trouble, isRefusing, isVerified } = await sendOnce(plan, refusals.tell, life);
  refusals.end();
  if (life.aborted) throw new Failure(texts.cli.history.interrupted(total.readings));
  if (trouble) throw new Failure(wordsFor(trouble, influx, options, session));
  if (!isVerified) terminal.remark(texts.cli.history.unverified(influx.url));
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

function wordsFor(
  trouble: DeliveryTrouble,
  influx: InfluxConfig,
  options: HistorySendOptions,
  { texts }: Session,
): string {
  const { cli } = texts;
  const { says } = databaseState(trouble, influx, cli.influx, false);
  if (trouble.kind !== 'misconfigured') return says;
  return `${says} ${cli.history.check(namesOf(concernedBy(trouble.why, influx), options), options.config)}`;
}

/** The settings that a mistake is made in, by their paths. */
function concernedBy(mistake: Mistake, { version }: InfluxConfig): readonly string[] {
  switch (mistake) {
    case 'credentials':
    case 'rights':
      return version === '2' ? ['influx.token'] : ['influx.username', 'influx.password'];
    case 'noSuchStore':
      return version === '2' ? ['influx.bucket', 'influx.org'] : ['influx.database'];
    case 'noSuchRetentionPolicy':
      return ['influx.retentionPolicy'];
    default:
      return ['influx.url'];
  }
}
