import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Pairing } from '../homebridge/known-phone.ts';
import type { HapAccessory } from '../homebridge/phone.ts';
import { PROJECT } from '../project.ts';
import type { MeterName } from './meters.ts';
import type { ToldContract, ToldHistory } from './told-history.ts';

/** A home that a version of the plugin has left: what was on disk, what a phone knew of it, and what its journal told. */
export interface KeptHome {
  /** The major version of its Homebridge. */
  readonly homebridge: 1 | 2;
  /** The files of Homebridge's storage folder after an orderly stop, by their path, in base64. */
  readonly files: { readonly [path: string]: string };
  /** The plugin's block in `config.json`, with the ports and the address of that time. */
  readonly config: KeptConfig;
  /** The keys of the phone, which was never a real one. */
  readonly pairing: Pairing;
  /** The accessories as the phone read them last. */
  readonly accessories: readonly HapAccessory[];
  readonly told: ToldHistory;
  /** What was known of the contract of each meter, by its slug. */
  readonly contracts: { readonly [meter: string]: ToldContract };
  /** How many Wh the index of each meter counted from its first frame to its last, by its slug. */
  readonly countedWh: { readonly [meter: string]: number };
  /** The points of the measurement `linky` that the database had not received: the meter, the time, the power. */
  readonly waiting: readonly Point[];
  /** The time of the first frame, and what the clock showed when the home was stopped. */
  readonly beganAtMs: number;
  readonly stoppedAtMs: number;
}

interface KeptConfig {
  readonly meters: readonly { readonly name: MeterName; readonly port: string }[];
  readonly influx: object;
}

export type Point = readonly [meter: string, atMs: number, va: number];

/** The folder that has one folder for each release, which the kept homes of that release are in. */
const FIXTURES = join(PROJECT, 'test/fixtures');

/** The kept homes of all releases, each under what it is called. */
export async function keptHomesOfReleases(): Promise<ReadonlyMap<string, KeptHome>> {
  if (!existsSync(FIXTURES)) return new Map();
  const paths = (await readdir(FIXTURES, { recursive: true })).filter((path) => path.endsWith('.json.gz'));
  const read = async (path: string) =>
    [path, JSON.parse(gunzipSync(await readFile(join(FIXTURES, path))).toString()) as KeptHome] as const;
  return new Map(await Promise.all(paths.toSorted().map(read)));
}

/** Keeps a home of this release. Gives the path of its file. */
export async function keepHome(release: string, home: KeptHome): Promise<string> {
  const path = join(FIXTURES, release, `homebridge-${home.homebridge}.json.gz`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, gzipSync(JSON.stringify(home), { level: 9 }));
  return path;
}

/** Writes the files of a home into an empty storage folder. */
export async function unpackHome({ files }: KeptHome, storage: string): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(storage, path)), { recursive: true });
    await writeFile(join(storage, path), Buffer.from(content, 'base64'), { mode: 0o600 });
  }
}

/** Reads all files of a storage folder. */
export async function packHome(storage: string): Promise<KeptHome['files']> {
  const entries = await readdir(storage, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const contents = paths.map(async (path) => [path.slice(storage.length + 1), await readFile(path, 'base64')] as const);
  return Object.fromEntries(await Promise.all(contents));
}

const POINT = /^linky,meter=(?<meter>\S+) (?:\S*,)?power_va=(?<va>\d+)\S* (?<at>\d+)$/;

/** The points of the measurement `linky` among these lines. */
export function pointsIn(lines: readonly string[]): readonly Point[] {
  return lines.flatMap((line) => {
    const { meter = '', va, at } = POINT.exec(line)?.groups ?? {};
    return va === undefined ? [] : [[meter, Number(at), Number(va)] as const];
  });
}
