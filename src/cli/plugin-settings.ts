import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config, InfluxConfig } from '../config/config.ts';
import { type ConfigProblem, readConfig } from '../config/read-config.ts';
import { platformBlockIn } from '../doctor/homebridge-storage.ts';
import { PLATFORM_NAME } from '../settings.ts';
import type { Host } from '../texts/texts.ts';
import { type Session, systemReason, UsageError } from './session.ts';

/** The options that say where InfluxDB is. */
export interface TargetOptions {
  readonly url?: string;
  readonly bucket?: string;
  readonly org?: string;
  readonly tokenFile?: string;
  readonly database?: string;
  readonly retentionPolicy?: string;
  readonly username?: string;
  readonly passwordFile?: string;
  readonly literal?: boolean;
  /** The plugin's own settings, alone or in a Homebridge's config.json. */
  readonly config?: string;
}

/** What the options of one meter come to in the settings. */
export interface MeterOptions {
  readonly name?: string;
  readonly port?: string;
  readonly mode?: string;
}

/** What a file of settings says, and nobody need say twice. */
const SAID_BY_CONFIG = [
  ...(['url', 'bucket', 'org', 'tokenFile', 'database', 'retentionPolicy', 'username', 'passwordFile'] as const),
  ...(['name', 'port', 'mode'] as const),
];

/** Which option is meant by a path in the settings. */
const OPTIONS: { readonly [path: string]: string } = {
  'influx.url': '--url',
  'influx.bucket': '--bucket',
  'influx.org': '--org',
  'influx.token': '--token-file',
  'influx.database': '--database',
  'influx.retentionPolicy': '--retention-policy',
  'influx.username': '--username',
  'influx.password': '--password-file',
  'meters[0].name': '--name',
  'meters[0].port': 'PORT',
};

/**
 * The settings that options come to, with whatever is wrong in a file of settings.
 * @throws UsageError when they are not enough
 */
export function settingsFrom(
  options: TargetOptions & MeterOptions,
  session: Session,
): { readonly config: Config; readonly problems: readonly ConfigProblem[] } {
  const { usage } = session.texts.cli;
  if (options.config !== undefined) return fromFile(options.config, options, session);
  if (options.url === undefined) throw new UsageError(usage.noUrl);
  if ((options.bucket === undefined) === (options.database === undefined)) throw new UsageError(usage.bucketOrDatabase);
  const { config, problems } = readConfig(blockFrom(options, session), undefined, 'options');
  const [problem] = problems;
  if (problem) throw new UsageError(`${namesOf([problem.path], options).join()}: ${problem.says}`);
  return { config, problems };
}

/** What settings are called where they were made: an option, or in a file of settings their path. */
function namesOf(paths: readonly string[], options: TargetOptions): readonly string[] {
  return options.config === undefined ? paths.map((path) => OPTIONS[path] ?? path) : paths;
}

/** Where the settings come from, which decides what texts call them. */
export function hostIn({ config }: TargetOptions): Host {
  return config === undefined ? 'options' : 'config';
}

/** @throws UsageError */
export function targetFrom(options: TargetOptions, session: Session): InfluxConfig {
  const { influx } = settingsFrom(options, session).config;
  if (!influx) throw new UsageError(session.texts.cli.usage.noInfluxIn(options.config ?? ''));
  return influx;
}

function fromFile(
  file: string,
  options: TargetOptions & MeterOptions,
  session: Session,
): ReturnType<typeof readConfig> {
  const { usage } = session.texts.cli;
  const given = SAID_BY_CONFIG.some((name) => options[name] !== undefined);
  if (given || options.literal === false) throw new UsageError(usage.configAlone);
  const block = platformBlockIn(parsed(settingsFileText(file, session), file, session));
  if (block === undefined) throw new UsageError(usage.noBlock(file));
  warnIfOpen(file, session);
  return readConfig(block, undefined, 'config');
}

function parsed(text: string, file: string, { texts }: Session): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(texts.cli.usage.notJson(file));
  }
}

/** The settings as somebody would have typed them. */
function blockFrom(options: TargetOptions & MeterOptions, session: Session): object {
  const { url, bucket, org, database, retentionPolicy, username, literal, name, port, mode } = options;
  const meters = port === undefined ? [] : [{ name, port: portOf(port), mode }];
  const token = { file: options.tokenFile, variable: 'LINKY_TIC_TOKEN' } as const;
  const password = { file: options.passwordFile, variable: 'LINKY_TIC_PASSWORD' } as const;
  const target =
    database === undefined
      ? { version: '2', bucket, org, token: secretFrom(token, session) }
      : { version: '1', database, retentionPolicy, username, password: secretFrom(password, session) };
  return { platform: PLATFORM_NAME, language: session.language, meters, influx: { url, literal, ...target } };
}

/** In the settings a path is a whole one. */
function portOf(port: string): string {
  return /^(?:demo|tcp:)/.test(port) ? port : resolve(port);
}

/** Where a secret may come from: a file that an option names, or a variable. */
export interface SecretPlace {
  readonly file?: string | undefined;
  readonly variable: 'LINKY_TIC_TOKEN' | 'LINKY_TIC_PASSWORD';
}

/**
 * A secret, without the line end behind it; empty when there is none.
 * @throws UsageError when the file cannot be read or holds nothing
 */
export function secretFrom({ file, variable }: SecretPlace, session: Session): string {
  if (file === undefined) return session.env[variable] ?? '';
  const secret = settingsFileText(file, session).replace(/[\r\n]+$/, '');
  if (secret === '') throw new UsageError(session.texts.cli.usage.emptyFile(file));
  warnIfOpen(file, session);
  return secret;
}

/** @throws UsageError */
export function settingsFileText(file: string, session: Session): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(session.texts.cli.usage.cannotRead(file, systemReason(error, session)));
  }
}

/** Says so when everybody on this machine can read a file that holds a secret. */
export function warnIfOpen(file: string, { terminal, texts }: Session): void {
  if ((statSync(file).mode & 0o004) !== 0) terminal.remark(texts.cli.readByAll(file));
}
