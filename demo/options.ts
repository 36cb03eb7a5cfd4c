import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { LANGUAGES, languageFor } from '../src/texts/languages.ts';

export const USAGE = `npm run demo -- [--port PORT] [--mode auto|historique|standard] [--language ${LANGUAGES.join('|')}] [--bind INTERFACE]
             [--influx URL [--org ORG] --bucket BUCKET | --influx URL --database DATABASE [--username USER]]

PORT is a device (/dev/ttyUSB0), tcp://host:port, demo:historique (the default) or demo:standard.
The token of an InfluxDB 2 is taken from INFLUX_TOKEN, the password of an InfluxDB 1 from INFLUX_PASSWORD.`;

/** How often the demo's journal is committed, and a line is printed. */
export const COMMIT_SECONDS = 5;

type Options = ReturnType<typeof readOptions>;

/** Reads the command line. @throws TypeError for an unknown option */
export function readOptions() {
  const text = { type: 'string' } as const;
  return parseArgs({
    options: {
      port: { ...text, default: 'demo:historique' },
      mode: { ...text, default: 'auto' },
      language: { ...text, default: languageFor(process.env['LANG']) },
      bind: text,
      influx: text,
      org: text,
      bucket: text,
      database: text,
      username: text,
      help: { type: 'boolean' },
    },
  }).values;
}

/** Homebridge's config.json for the demo. */
export function homebridgeConfig(options: Options, bridgePort: number): object {
  return {
    bridge: {
      name: `Linky TIC ${randomHex(2)}`,
      username: `0E:${Array.from({ length: 5 }, () => randomHex(1)).join(':')}`,
      port: bridgePort,
      pin: '031-45-154',
      advertiser: 'ciao',
      ...(options.bind && { bind: [options.bind] }),
    },
    platforms: [
      {
        platform: 'LinkyTIC',
        name: 'Linky TIC',
        language: options.language,
        meters: [{ name: 'Linky', port: options.port, mode: options.mode }],
        journal: { commitSeconds: COMMIT_SECONDS },
        ...(options.influx && { influx: influxConfig(options, options.influx) }),
      },
    ],
  };
}

function influxConfig({ org, bucket, database, username }: Options, url: string): object {
  if (database === undefined) return { version: '2', url, org, bucket, token: process.env['INFLUX_TOKEN'] };
  return { version: '1', url, database, username, password: process.env['INFLUX_PASSWORD'] };
}

function randomHex(bytes: number): string {
  return randomInt(256 ** bytes)
    .toString(16)
    .toUpperCase()
    .padStart(2 * bytes, '0');
}
