import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { openStore } from '../../../src/journal/store.ts';
import type { TicMode } from '../../../src/reading.ts';
import { STATUS_SOCKET } from '../../../src/status/socket.ts';
import { englishNumber } from '../../../src/texts/numbers.ts';
import { type Homebridge, startHomebridge, temporaryStorage } from '../../../testbed/homebridge/homebridge.ts';
import { IMPORTED_WH, serialInLog } from './numbered-frames.ts';
import type { PluginClock } from './plugin-clock.ts';

export const COMMIT_SECONDS = 5;
/** Half of what comes between two batches. */
const NEW_FRAMES = 10;

/** The plugin in a real Homebridge, over many starts on one storage. */
export interface Plugin extends AsyncDisposable {
  readonly storage: string;
  /** Every line of every run. */
  log(): readonly string[];
  /** The serial numbers that it told of: the frames that it took, by its own word. */
  taken(): ReadonlySet<number>;
  /** @param influx other settings from now on */
  start(influx?: object): Promise<void>;
  /** SIGTERM. */
  stop(): Promise<void>;
  /** SIGKILL. Gives the serial numbers of the frames that stand in its journal. */
  kill(): Promise<ReadonlySet<number>>;
  /** Resolves when it tells of the next frame, or, sooner or later, of that one. */
  hears(serial?: number): Promise<void>;
  /** What it tells another process. */
  status(): Promise<string>;
  /** Resolves when it has sent all but what is new, so that it is in no hurry any more. */
  caughtUp(): Promise<void>;
}

export interface PluginPlan {
  readonly port: string;
  /** Its settings of InfluxDB; none without. */
  readonly influx?: object | undefined;
  readonly time: PluginClock;
  readonly mode?: TicMode;
  /** Its clock begins in 1970, until there is a file of this name. */
  readonly unsetUntil?: string;
}

export async function startPlugin(plan: PluginPlan): Promise<Plugin> {
  const { port, influx, time, mode = 'historique', unsetUntil } = plan;
  const folder = await temporaryStorage();
  const storage = folder.path;
  let config = {
    platform: 'LinkyTIC',
    language: 'en',
    meters: [{ name: 'Linky', port, mode }],
    influx,
    journal: { commitSeconds: COMMIT_SECONDS },
  };
  const status = () => answeredOn(join(storage, STATUS_SOCKET));
  const begin = async () => {
    const clock = time.clock(unsetUntil);
    const started = await startHomebridge({ config, storage, debug: true, clock });
    await time.hold(started);
    return started;
  };
  let homebridge = await begin();
  const runs = [homebridge];

  return {
    storage,
    log: () => runs.flatMap(({ log }) => log),
    taken: () => new Set(runs.flatMap(serialsTold)),
    async start(other = influx) {
      config = { ...config, influx: other };
      homebridge = await begin();
      runs.push(homebridge);
    },
    async stop() {
      await time.release();
      const { code } = await homebridge.stop();
      if (code !== 0) throw new Error(`ended with ${code}:\n${homebridge.log.slice(-20).join('\n')}`);
    },
    async kill() {
      time.lost();
      await homebridge.kill();
      return committedIn(storage);
    },
    async hears(serial) {
      if (serial === undefined) await homebridge.waitForLog(/ kWh/, homebridge.log.length);
      else await homebridge.waitForLog(indexOf(serial));
    },
    status,
    async caughtUp() {
      for (;;) {
        const { state, pending } = JSON.parse(await status()).mirror;
        if (state === 'delivering' && pending <= NEW_FRAMES) return;
        await delay(20);
      }
    },
    async [Symbol.asyncDispose]() {
      time.lost();
      await homebridge[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function serialsTold({ log }: Homebridge): readonly number[] {
  return log.map(serialInLog).filter((serial) => serial !== undefined);
}

/** How it tells of that frame in its debug log. */
function indexOf(serial: number): string {
  return `· ${englishNumber((IMPORTED_WH + serial) / 1000, 3)} kWh`;
}

/** A plugin that has just started may not be asked yet. */
async function answeredOn(socket: string): Promise<string> {
  for (;;) {
    try {
      const answer = await text(connect(socket));
      JSON.parse(answer);
      return answer;
    } catch {
      await delay(20);
    }
  }
}

/** The serial numbers of the frames that stand in the journal; looked up in a copy, lest that repair anything. */
async function committedIn(storage: string): Promise<ReadonlySet<number>> {
  const folder = await mkdtemp(join(tmpdir(), 'linky-copy-'));
  try {
    for (const part of ['', '-wal'])
      await copyFile(join(storage, `linky-tic.db${part}`), join(folder, `copy.db${part}`));
    const store = openStore(join(folder, 'copy.db'), { maxBytes: 256e6, reservedBytes: 0 }, (fromMs, toMs) => {
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
