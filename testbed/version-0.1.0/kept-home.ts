import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { HapAccessory, Pairing } from '../homebridge/phone.ts';

/** A home that version 0.1.0 of the plugin has left: what was on disk, what a phone knew of it, and what was in its journal. */
export interface KeptHome {
  /** The files of Homebridge's storage folder after an orderly stop, by their path, in base64. */
  readonly files: { readonly [path: string]: string };
  /** The plugin's block in `config.json`, with the ports and the address of that time. */
  readonly config: KeptConfig;
  /** The keys of the phone, which was never a real one. */
  readonly pairing: Pairing;
  /** The accessories as the phone read them last. */
  readonly accessories: readonly HapAccessory[];
  /** What `linky-tic history` printed, a JSON object a line. */
  readonly minutes: readonly KeptSpan[];
  readonly days: readonly KeptSpan[];
  /** The points of the measurement `linky` that InfluxDB had not received: the meter, the time, the power. */
  readonly waiting: readonly (readonly [meter: string, atMs: number, va: number])[];
  /** The times of the oldest and the newest point that InfluxDB had received. */
  readonly receivedMs: readonly [oldest: number, newest: number];
  /** What its clock showed when it was stopped. */
  readonly stoppedAtMs: number;
}

interface KeptSpan {
  readonly meter: string;
  /** In ms since 1970. */
  readonly from: number;
  readonly energyWh: number;
  readonly energyWhByTariff: { readonly [period: string]: number };
}

interface KeptConfig {
  readonly meters: readonly { readonly name: string; readonly port: string }[];
  readonly influx: object;
}

/** The home that version 0.1.0 has left in this major version of Homebridge. */
export async function readKeptHome(homebridge: 1 | 2): Promise<KeptHome> {
  return JSON.parse(gunzipSync(await readFile(pathOf(homebridge))).toString());
}

export async function writeKeptHome(homebridge: 1 | 2, home: KeptHome): Promise<void> {
  await writeFile(pathOf(homebridge), gzipSync(JSON.stringify(home), { level: 9 }));
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

function pathOf(homebridge: 1 | 2): string {
  return join(import.meta.dirname, `homebridge-${homebridge}.json.gz`);
}
