import { databaseState } from '../doctor/database.ts';
import type { SendTrouble } from '../writer/messages.ts';
import { sendOnce } from '../writer/send-once.ts';
import { type ArchiveOptions, archiveIn, journalPath, sinceIn } from './history.ts';
import { Failure, type Session } from './session.ts';
import { type TargetOptions, targetFrom } from './target.ts';

export type SendOptions = ArchiveOptions & TargetOptions & { readonly json?: boolean };

/**
 * `linky-tic history send`: what the journal holds, once, to an InfluxDB. What it has already stays as it is.
 * @throws UsageError, Failure
 */
export async function send(options: SendOptions, session: Session): Promise<void> {
  const { terminal, texts, life } = session;
  const influx = targetFrom(options, session);
  const plan = { path: journalPath(options, session), fromMs: sinceIn(options, session) ?? 0, influx };
  // What is wrong with it is said here, in words.
  archiveIn(options, session)[Symbol.dispose]();
  const refused = (line: string, says: string) => terminal.remark(texts.cli.history.refused(line, says));
  const { total, trouble } = await sendOnce(plan, refused, life);
  if (life.aborted) throw new Failure(texts.cli.history.interrupted(total.readings));
  if (trouble) throw new Failure(wordsFor(trouble));
  if (options.json) terminal.print(JSON.stringify(total));
  else terminal.print(texts.cli.history.sent(total.readings, influx.url, total.refused, total.dropped));

  function wordsFor(met: SendTrouble): string {
    if (met.kind === 'clash') return texts.cli.influx.clash(influx.url, met.says);
    return databaseState(met, influx, texts.cli.influx, false).says;
  }
}
