import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { PLATFORM_NAME } from '../base/plugin-names.ts';
import type { Config, InfluxConfig } from '../config/config.ts';
import { type ConfigProblem, readConfig } from '../config/read-config.ts';
import { platformBlockIn } from '../doctor/homebridge-storage.ts';
import type { Host, Language } from '../texts/texts.ts';
import { type Session, systemReason, UsageError } from './session.ts';

/** The options that name an InfluxDB, directly or by a settings file. */
export interface InfluxOptions {
  readonly url?: string;
  readonly bucket?: string;
  readonly org?: string;
  readonly tokenFile?: string;
  readonly database?: string;
  readonly retentionPolicy?: string;
  readonly username?: string;
  readonly passwordFile?: string;
  readonly literal?: boolean;
  /** A file with the plugin's settings, on their own or inside Homebridge's config.json. */
  readonly config?: string;
}

/** The options that describe one meter. */
export interface MeterOptions {
  readonly name?: string;
  readonly port?: string;
  readonly mode?: string;
  readonly baud?: 'auto' | number;
}

/** The options for the house's page. */
export interface PageOptions {
  readonly pagePort?: number;
  readonly pageHost?: string;
}

type SettingOptions = InfluxOptions & MeterOptions & PageOptions;

const INFLUX_OPTIONS = [
  ...(['url', 'bucket', 'org', 'tokenFile', 'database', 'retentionPolicy', 'username', 'passwordFile'] as const),
];
/** Options that cannot be combined with a file that sets the same things. */
const NOT_WITH_CONFIG = [...INFLUX_OPTIONS, ...(['name', 'port', 'mode', 'baud'] as const)];

/** The option that sets each path in the settings. */
const OPTION_NAMES: { readonly [path: string]: string } = {
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
  'page.port': '--page-port',
  'page.host': '--page-host',
};

/**
 * The plugin's settings, from options or from a file, with the problems in that file.
 * @throws UsageError if options are missing or wrong
 */
export function settingsFrom(
  options: SettingOptions,
  session: Session,
): { readonly config: Config; readonly problems: readonly ConfigProblem[] } {
  if (options.config !== undefined && !pricesFile(options)) return settingsFromFile(options.config, options, session);
  checkWhereTo(options, session);
  const { config, problems } = readConfig(platformBlockFrom(options, session), undefined, 'options');
  const [problem] = problems;
  if (problem) throw new UsageError(`${OPTION_NAMES[problem.path] ?? problem.path}: ${problem.says}`);
  return { config, problems };
}

/**
 * Checks that the options name an InfluxDB, or the house's page, or both.
 * @throws UsageError
 */
function checkWhereTo(options: SettingOptions, { texts }: Session): void {
  const { usage } = texts.cli;
  const { url, bucket, database, port, pagePort, pageHost } = options;
  if (pageHost !== undefined && pagePort === undefined) throw new UsageError(usage.pageHostAlone);
  if (pagePort !== undefined && INFLUX_OPTIONS.every((option) => options[option] === undefined)) return;
  // Only a command that reads a PORT can serve the page.
  const isPageMeant = port !== undefined && pagePort === undefined;
  if (url === undefined) throw new UsageError(isPageMeant ? usage.noUrlOrPage : usage.noUrl);
  if ((bucket === undefined) === (database === undefined)) throw new UsageError(usage.bucketOrDatabase);
}

/** The settings file that is only used for its prices: for the page of a meter that the options describe. */
export function pricesFile({ config, port, pagePort }: SettingOptions): string | undefined {
  return port === undefined || pagePort === undefined ? undefined : config;
}

/** Whether settings come from options or from a file, which decides how texts name them. */
export function hostFor(options: SettingOptions): Host {
  return options.config === undefined || pricesFile(options) ? 'options' : 'config';
}

/** The default bucket of the plugin's settings. */
const USUAL_BUCKET = 'linky';

/** Whether the options name only the address of a database. */
function hasOnlyUrl(options: SettingOptions): boolean {
  const { url, bucket, database, retentionPolicy, username, passwordFile } = options;
  const file = pricesFile(options) ? undefined : options.config;
  const others = [bucket, database, retentionPolicy, username, passwordFile, file];
  return url !== undefined && others.every((option) => option === undefined);
}

/**
 * The options, with a bucket if the database needs none: for VictoriaMetrics the address is enough.
 * @throws UsageError if the database needs one
 */
export async function withBucket<T extends SettingOptions>(options: T, session: Session): Promise<T> {
  if (!hasOnlyUrl(options)) return options;
  const named = { ...options, bucket: USUAL_BUCKET };
  // The database client is loaded only if it is needed.
  const { isBucketless } = await import('./bucketless-database.ts');
  if (await isBucketless(influxConfigFrom(named, session), session)) return named;
  throw new UsageError(session.texts.cli.usage.bucketOrDatabase);
}

/**
 * The InfluxDB that the options name.
 * @throws UsageError
 */
export function influxConfigFrom(options: SettingOptions, session: Session): InfluxConfig {
  const { influx } = settingsFrom(options, session).config;
  if (!influx) throw new UsageError(session.texts.cli.usage.noInfluxIn(options.config ?? ''));
  return influx;
}

function settingsFromFile(file: string, options: SettingOptions, session: Session): ReturnType<typeof readConfig> {
  const { usage } = session.texts.cli;
  const given = NOT_WITH_CONFIG.some((name) => options[name] !== undefined);
  if (given || options.literal === false) throw new UsageError(usage.configAlone);
  const settings = readConfig(withPage(blockIn(file, session), options), undefined, 'config');
  if (hasSecret(settings.config.influx)) warnIfOpen(file, session);
  return settings;
}

function hasSecret(influx: InfluxConfig | undefined): boolean {
  return influx !== undefined && (influx.version === '2' ? influx.token : influx.password) !== '';
}

/**
 * The plugin's settings in a file, on their own or inside Homebridge's config.json, with the problems in them.
 * @param spoken the language of the problems; by default, the one that the file sets
 * @throws UsageError if there are none
 */
export function settingsIn(file: string, session: Session, spoken?: Language): ReturnType<typeof readConfig> {
  return readConfig(blockIn(file, session), spoken, 'config');
}

/**
 * The plugin's block in a file.
 * @throws UsageError if there is none
 */
function blockIn(file: string, session: Session): { readonly [name: string]: unknown } {
  const block = platformBlockIn(parsedJson(settingsFileText(file, session), file, session));
  if (block === undefined) throw new UsageError(session.texts.cli.usage.noBlock(file));
  return Object(block);
}

/** The settings, with the address of the house's page from the options, which override the file. */
function withPage(block: ReturnType<typeof blockIn>, { pagePort, pageHost }: PageOptions): object {
  const { page } = block;
  const given = {
    ...(pagePort !== undefined && { port: pagePort }),
    ...(pageHost !== undefined && { host: pageHost }),
  };
  if (Object.keys(given).length === 0) return block;
  return { ...block, page: { ...(typeof page === 'object' && page), ...given } };
}

function parsedJson(text: string, file: string, { texts }: Session): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(texts.cli.usage.notJson(file));
  }
}

/** The options, in the form that they would have in config.json. */
function platformBlockFrom(options: SettingOptions, session: Session): object {
  const { name, port, mode, baud: baudRate } = options;
  const meters = port === undefined ? [] : [{ name, port: portOf(port), mode, baudRate }];
  const influx = options.url === undefined ? {} : { influx: influxBlockFrom(options, session) };
  return withPage({ platform: PLATFORM_NAME, language: session.language, meters, ...influx }, options);
}

function influxBlockFrom(options: InfluxOptions, session: Session): object {
  const { url, bucket, org, database, retentionPolicy, username, literal } = options;
  const token = { file: options.tokenFile, variable: 'LINKY_TIC_TOKEN' } as const;
  const password = { file: options.passwordFile, variable: 'LINKY_TIC_PASSWORD' } as const;
  const target =
    database === undefined
      ? { version: '2', bucket, org, token: secretFrom(token, session) }
      : { version: '1', database, retentionPolicy, username, password: secretFrom(password, session) };
  return { url, literal, ...target };
}

/** The port for the settings, in which the path of a file must be absolute. */
function portOf(port: string): string {
  return /^(?:demo$|demo:|tcp:)/.test(port) ? port : resolve(port);
}

/** The two sources of a secret: a file named by an option, or else an environment variable. */
interface SecretSources {
  readonly file?: string;
  readonly variable: 'LINKY_TIC_TOKEN' | 'LINKY_TIC_PASSWORD';
}

/**
 * A secret, without the line end that follows it in the file; empty if there is none.
 * @throws UsageError if the file cannot be read or is empty
 */
function secretFrom({ file, variable }: SecretSources, session: Session): string {
  if (file === undefined) return session.env[variable] ?? '';
  const secret = settingsFileText(file, session).replace(/[\r\n]+$/, '');
  if (secret === '') throw new UsageError(session.texts.cli.usage.emptyFile(file));
  warnIfOpen(file, session);
  return secret;
}

/**
 * The text of a file that an option names.
 * @throws UsageError
 */
function settingsFileText(file: string, session: Session): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(session.texts.cli.usage.cannotRead(file, systemReason(error, session)));
  }
}

/** Warns if every user of this machine can read a file that contains a secret. */
function warnIfOpen(file: string, { terminal, texts }: Session): void {
  if ((statSync(file).mode & 0o004) !== 0) terminal.remark(texts.cli.readByAll(file));
}
