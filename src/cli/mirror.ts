import { mkdirSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import type { Log } from '../log.ts';
import { startService } from '../service.ts';
import { sourceOf } from '../source/source-from-port.ts';
import { type Language, textsFor } from '../texts/texts.ts';
import { hostIn, settingsFrom, type TargetOptions } from './plugin-settings.ts';
import { Failure, requireSqlite, type Session, stateFolder, systemReason, UsageError } from './session.ts';

export interface MirrorOptions extends TargetOptions {
  readonly name?: string;
  readonly mode?: string;
  readonly storage?: string;
  readonly json?: boolean;
  readonly language?: Language;
}

/**
 * `linky-tic mirror`: a meter into InfluxDB, with the plugin's own journal, and without Homebridge. Ends with the session
 * or the last recording, with everything delivered or on disk.
 * @throws UsageError, and Failure when it could not be
 */
export async function mirror(port: string | undefined, options: MirrorOptions, session: Session): Promise<void> {
  requireSqlite(session);
  const { usage } = session.texts.cli;
  if (port === undefined && options.config === undefined) throw new UsageError(usage.noPort);
  const { config: settings, problems } = settingsFrom({ ...options, ...(port !== undefined && { port }) }, session);
  const config = { ...settings, language: options.language ?? settings.language };
  const host = hostIn(options);
  const texts = textsFor(config.language, host);
  const log = logIn(session, options.json ?? false);
  for (const { path, says } of problems) log.error(texts.config.problem(path, says));
  if (config.meters.length === 0) throw new UsageError(usage.noMeterIn(options.config ?? ''));
  if (!config.influx) throw new UsageError(usage.noInfluxIn(options.config ?? ''));

  const folder = options.storage ?? stateFolder(session.env, process.getuid?.() === 0);
  makeFolder(folder, session);
  for (const name of recordingsIn(config)) log.warn(texts.cli.mirror.recording(name));
  log.info(texts.cli.mirror.begins(config.meters.map((meter) => meter.port).join(', '), config.influx.url, folder));
  const service = startService({ config, folder, log, host });
  await Promise.race([service.metersEnded, endOf(session.life)]);
  // That there are some has been said.
  if ((await service.stop()) > 0) throw new Failure('');
  log.info(texts.cli.mirror.ended);
}

function makeFolder(folder: string, session: Session): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Failure(session.texts.cli.cannotWrite(folder, systemReason(error, session)));
  }
}

/** A recording has no times of its own. */
function recordingsIn({ meters }: Config): readonly string[] {
  return meters.filter(({ port }) => sourceOf(port)?.recorded).map(({ port }) => port);
}

/** The log of a service: dated lines, what is wrong on the other side; for a program an object a line. */
function logIn({ terminal, clock }: Session, json: boolean): Log {
  const to = (level: 'info' | 'warn' | 'error') => (says: string) => {
    const at = clock.wall();
    if (json) terminal.print(JSON.stringify({ at, level, says }));
    else if (level === 'info') terminal.print(`[${dateOf(at)}] ${says}`);
    else terminal.remark(`[${dateOf(at)}] ${says}`);
  };
  return { debug() {}, info: to('info'), warn: to('warn'), error: to('error') };
}

function dateOf(ms: number): string {
  return new Date(ms).toLocaleString('sv-SE');
}

function endOf(life: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (life.aborted) resolve();
    life.addEventListener('abort', () => resolve(), { once: true });
  });
}
