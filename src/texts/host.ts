/**
 * What runs the service and where its settings come from: Homebridge, `linky-tic` with options, or `linky-tic` with a file of
 * the plugin's settings (`--config`). `page` is the settings page, which has fields with titles, and a button to create a
 * database. Texts name only things that exist where their reader is.
 */
export type Host = 'homebridge' | 'options' | 'config' | 'page';

/** Phrases that differ with what runs the service. Each fits into the sentences that use it. */
export interface HostWords {
  readonly names: SettingNames;
  readonly program: string;
  readonly user: string;
  /** Subject and verb of a sentence about who cannot ask the service for its status when its socket is missing. */
  readonly cannotAsk: string;
  /** The end of a sentence about a part that fails, saying that Apple Home goes on; empty without Homebridge. */
  readonly homeWorksOn: string;
  readonly shownInHome: string;
  readonly mayOpenPort: string;
  readonly restart: string;
  /** What to do about another program that writes to the same folder. */
  readonly otherWriter: string;
  readonly intoToken: string;
  readonly theToken: string;
  readonly urlSecrets: string;
  readonly addOrganisation: string;
  readonly noRetentionPolicy: string;
  readonly checkVersion: string;
  readonly checkMode: string;
  /** How to create a missing database. @param command one for a terminal */
  readonly createDatabase: (command: string) => string;
  /** What to check while InfluxDB is not reached; empty but for the settings page, whose reader is still setting it up. */
  readonly outageAdvice: OutageAdvice;
  /** The size to which the journal is limited. */
  readonly allowedSize: string;
  readonly lowerSize: string;
  readonly raiseSize: string;
}

interface OutageAdvice {
  readonly notListening: string;
  readonly unknownHost: string;
  readonly silent: string;
  readonly failing: string;
  readonly broken: string;
  readonly busy: string;
}

export const NO_ADVICE: OutageAdvice = {
  notListening: '',
  unknownHost: '',
  silent: '',
  failing: '',
  broken: '',
  busy: '',
};

interface SettingNames {
  readonly url: string;
  readonly bucket: string;
  readonly org: string;
  readonly database: string;
  readonly username: string;
  readonly password: string;
  readonly pagePort: string;
  readonly pageHost: string;
  readonly mqttUrl: string;
  readonly mqttTopic: string;
  /** Both that of the user and that of the password. */
  readonly mqttUser: string;
  readonly mqttCa: string;
}

/** The command line takes these from a file of settings alone, and the page has a form for them. */
const MQTT = {
  mqttUrl: 'mqtt.url',
  mqttTopic: 'mqtt.topic',
  mqttUser: 'mqtt.username, mqtt.password',
  mqttCa: 'mqtt.ca',
};

const PLUGIN: SettingNames = {
  url: 'influx.url',
  bucket: 'influx.bucket',
  org: 'influx.org',
  database: 'influx.database',
  username: 'influx.username',
  password: 'influx.password',
  pagePort: 'page.port',
  pageHost: 'page.host',
  ...MQTT,
};

/** The names of settings, by what runs the service. They are the same in every language, but for the titles on the page. */
export const SETTING_NAMES: { readonly [H in Exclude<Host, 'page'>]: SettingNames } = {
  homebridge: PLUGIN,
  config: { ...PLUGIN, pagePort: 'page.port (--page-port)', pageHost: 'page.host (--page-host)' },
  options: {
    url: '--url',
    bucket: '--bucket',
    org: '--org',
    database: '--database',
    username: '--username',
    password: '--password-file',
    pagePort: '--page-port',
    pageHost: '--page-host',
    ...MQTT,
  },
};

/** A command for a terminal that creates the database of an InfluxDB 1.x, with the user that has to give a password. */
export function createDatabaseCommand(to: {
  readonly url: string;
  readonly database: string;
  readonly username: string;
}): string {
  const user = to.username === '' ? '' : `-u ${to.username} `;
  return `curl ${user}${to.url}/query --data-urlencode 'q=CREATE DATABASE "${to.database}"'`;
}

/** A database, or a bucket of InfluxDB 2.x or later. */
type Store = { readonly version: '2'; readonly bucket: string } | { readonly version: '1'; readonly database: string };

/** The name of the database or bucket to which points are written. */
export function storeOf(to: Store): string {
  return to.version === '2' ? to.bucket : to.database;
}

/** The setting that holds this name. */
export function storeSetting({ version }: Store): 'bucket' | 'database' {
  return version === '2' ? 'bucket' : 'database';
}
