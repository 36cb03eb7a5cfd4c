/**
 * What runs the service and where its settings come from: Homebridge, `linky-tic` with options, or `linky-tic` with a file of
 * the plugin's settings (`--config`). Texts name only things that exist where their reader is.
 */
export type Host = 'homebridge' | 'options' | 'config';

/** Phrases that differ with what runs the service. Each fits into the sentences that use it. */
export interface HostWords {
  /** The names of settings, which are the same in every language. */
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
  /** The size to which the journal is limited. */
  readonly allowedSize: string;
  readonly lowerSize: string;
  readonly raiseSize: string;
}

interface SettingNames {
  readonly url: string;
  readonly bucket: string;
  readonly org: string;
  readonly database: string;
  readonly username: string;
  readonly password: string;
}

const PLUGIN: SettingNames = {
  url: 'influx.url',
  bucket: 'influx.bucket',
  org: 'influx.org',
  database: 'influx.database',
  username: 'influx.username',
  password: 'influx.password',
};

/** The names of settings, by what runs the service. */
export const SETTING_NAMES: { readonly [H in Host]: SettingNames } = {
  homebridge: PLUGIN,
  config: PLUGIN,
  options: {
    url: '--url',
    bucket: '--bucket',
    org: '--org',
    database: '--database',
    username: '--username',
    password: '--password-file',
  },
};
