/**
 * What runs the service, and where its settings come from: Homebridge, or `linky-tic` with options, or with a file of the
 * plugin's settings (`--config`). Texts name only what the one who reads them has.
 */
export type Host = 'homebridge' | 'options' | 'config';

/** What a text calls things, by what runs the service. Each is a phrase that fits where the text has it. */
export interface HostWords {
  /** What they call the settings: no language has words of its own for these. */
  readonly names: SettingNames;
  readonly program: string;
  readonly user: string;
  /** Who cannot ask the service how it is, where its socket is not there: a subject and its verb. */
  readonly cannotAsk: string;
  /** The end of a sentence about a part that waits: empty where there is no Apple Home. */
  readonly homeWorksOn: string;
  readonly shownInHome: string;
  readonly mayOpenPort: string;
  readonly restart: string;
  /** What to do about another program in the same folder. */
  readonly otherWriter: string;
  readonly intoToken: string;
  readonly theToken: string;
  readonly urlSecrets: string;
  readonly addOrganisation: string;
  readonly noRetentionPolicy: string;
  readonly checkVersion: string;
  readonly checkMode: string;
  /** That of the journal. */
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

/** What a setting is called, by what runs the service. */
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
