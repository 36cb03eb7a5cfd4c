import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../src/journal/store.ts';
import { type Homebridge, startHomebridge, temporaryStorage } from '../support/homebridge.ts';
import { IMPORTED_WH, serialIn } from './house.ts';

export const COMMIT_SECONDS = 5;

/** The plugin in a real Homebridge, over many starts on one storage. */
export interface Plugin extends AsyncDisposable {
  readonly storage: string;
  /** Every line of every run. */
  log(): readonly string[];
  /** The serial numbers that it told of: the frames that it took. */
  taken(): ReadonlySet<number>;
  /** Those of `taken` that were in memory only when it was killed. */
  readonly uncommitted: ReadonlySet<number>;
  /** @param influx other settings from now on */
  start(influx?: object): Promise<void>;
  /** SIGTERM. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Resolves when it tells of the next frame. */
  hears(): Promise<void>;
}

export async function startPlugin(port: string, influx: object, env: NodeJS.ProcessEnv = {}): Promise<Plugin> {
  const folder = await temporaryStorage();
  const storage = folder.path;
  const uncommitted = new Set<number>();
  let config = {
    platform: 'LinkyTIC',
    language: 'en',
    meters: [{ name: 'Linky', port, mode: 'historique' }],
    influx,
    journal: { commitSeconds: COMMIT_SECONDS },
  };
  const begin = () => startHomebridge({ config, storage, debug: true, env });
  let homebridge = await begin();
  const runs = [homebridge];

  return {
    storage,
    log: () => runs.flatMap(({ log }) => log),
    taken: () => new Set(runs.flatMap(serialsTold)),
    uncommitted,
    async start(other = influx) {
      config = { ...config, influx: other };
      homebridge = await begin();
      runs.push(homebridge);
    },
    async stop() {
      const { code } = await homebridge.stop();
      if (code !== 0) throw new Error(`ended with ${code}:\n${homebridge.log.slice(-20).join('\n')}`);
    },
    async kill() {
      await homebridge.kill();
      const committed = await committedIn(storage);
      for (const serial of serialsTold(homebridge)) if (!committed.has(serial)) uncommitted.add(serial);
    },
    async hears() {
      await homebridge.waitForLog(/ kWh/, 30_000, homebridge.log.length);
    },
    async [Symbol.asyncDispose]() {
      await homebridge[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function serialsTold({ log }: Homebridge): readonly number[] {
  return log.map(serialIn).filter((serial) => serial !== undefined);
}

/** The serial numbers of the frames that stand in the journal; looked up in a copy, lest that repair anything. */
async function committedIn(storage: string): Promise<ReadonlySet<number>> {
  const folder = await mkdtemp(join(tmpdir(), 'linky-copy-'));
  try {
    for (const part of ['', '-wal'])
      await copyFile(join(storage, `linky-tic.db${part}`), join(folder, `copy.db${part}`));
    const store = openStore(join(folder, 'copy.db'), (fromMs, toMs) => {
      throw new Error(`unreadable from ${fromMs} to ${toMs}`);
    });
    const serials = new Set<number>();
    for (const { reading } of store.entries(0, Number.POSITIVE_INFINITY)) {
      serials.add((reading.importedWh ?? 0) - IMPORTED_WH);
    }
    store.close();
    return serials;
  } finally {
    await rm(folder, { recursive: true });
  }
}
