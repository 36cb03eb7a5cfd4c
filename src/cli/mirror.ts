import { mkdirSync } from 'node:fs';
import { systemClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import { startService } from '../service/service.ts';
import { reportProblems } from '../service/settings-problems.ts';
import { sourceOf } from '../source/source-from-port.ts';
import { type Language, textsFor } from '../texts/texts.ts';
import { createTroubleList } from '../trouble/list.ts';
import {
  hostFor,
  type InfluxOptions,
  type MeterOptions,
  type PageOptions,
  pricesFile,
  settingsFrom,
  withBucket,
} from './plugin-settings.ts';
import { Failure, requireSqlite, type Session, stateFolder, systemReason, UsageError } from './session.ts';

export interface MirrorOptions extends InfluxOptions, PageOptions, Omit<MeterOptions, 'port'> {
  readonly storage?: string;
  readonly json?: boolean;
  readonly language?: Language;
}

/**
 * `linky-tic mirror`: sends meters to InfluxDB as the plugin does, through a journal, shows them on the house's page, and publishes them
 * over MQTT, but without Homebridge; at least one of the three must be requested. It ends with the session, or when the last recording has
 * ended; by then every reading is delivered or on disk.
 * @throws UsageError, and Failure if a reading could be neither delivered nor written
 */
export async function mirror(port: string | undefined, options: MirrorOptions, session: Session): Promise<void> {
  requireSqlite(session);
  const { usage } = session.texts.cli;
  if (port === undefined && options.config === undefined) throw new UsageError(usage.noPort);
  const given = await withBucket({ ...options, port }, session);
  const { config: settings, problems } = settingsFrom(given, session);
  const config = { ...(await withPrices(settings, given, session)), language: options.language ?? settings.language };
  const host = hostFor(given);
  const texts = textsFor(config.language, host);
  const log = serviceLog(session, options.json ?? false);
  const troubles = createTroubleList({ log, words: texts.troubles, clock: systemClock });
  reportProblems(problems, troubles, log, texts.troubles);
  if (config.meters.length === 0) throw new UsageError(usage.noMeterIn(options.config ?? ''));
  if (!config.influx && !config.page && !config.mqtt) throw new UsageError(usage.nowhereIn(options.config ?? ''));

  const folder = options.storage ?? stateFolder(session.env, process.getuid?.() === 0);
  makeFolder(folder, session);
  for (const name of recordedPorts(config)) log.warn(texts.cli.mirror.recording(name));
  log.info(texts.cli.mirror.begins(config.meters.map((meter) => meter.port).join(', '), folder, config.influx?.url));
  const hasMistake = problems.some(({ isDoubt }) => !isDoubt);
  const service = startService({ config, hasMistake, folder, log, troubles, host });
  await Promise.race([service.metersEnded, aborted(session.life)]);
  // The service has already logged how many readings were lost.
  if ((await service.stop()) > 0) throw new Failure('');
  log.info(texts.cli.mirror.ended);
}

/**
 * The settings, completed with prices from a file that is used for nothing else: those of the meter with the same name there, or of the only
 * one.
 */
async function withPrices(config: Config, options: MirrorOptions & MeterOptions, session: Session): Promise<Config> {
  const file = pricesFile(options);
  if (file === undefined) return config;
  const { pricesIn } = await import('./meter-prices.ts');
  return { ...config, meters: config.meters.map((meter) => ({ ...meter, prices: pricesIn(file, meter, session) })) };
}

function makeFolder(folder: string, session: Session): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Failure(session.texts.cli.cannotWrite(folder, systemReason(error, session)));
  }
}

/** The ports that are recordings. Their readings carry no time, so the user is warned that they are dated now. */
function recordedPorts({ meters }: Config): readonly string[] {
  return meters.filter(({ port }) => sourceOf(port)?.recorded).map(({ port }) => port);
}

/** The service's log: dated lines on stdout, warnings and errors on stderr. With `--json`, one object per line on stdout. */
function serviceLog({ terminal, clock }: Session, json: boolean): Log {
  const to = (level: 'info' | 'warn' | 'error') => (says: string) => {
    const at = clock.wall();
    if (json) terminal.print(JSON.stringify({ at, level, says }));
    else if (level === 'info') terminal.print(`[${localTime(at)}] ${says}`);
    else terminal.remark(`[${localTime(at)}] ${says}`);
  };
  return { debug() {}, info: to('info'), warn: to('warn'), error: to('error') };
}

function localTime(ms: number): string {
  return new Date(ms).toLocaleString('sv-SE');
}

function aborted(life: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (life.aborted) resolve();
    life.addEventListener('abort', () => resolve(), { once: true });
  });
}
