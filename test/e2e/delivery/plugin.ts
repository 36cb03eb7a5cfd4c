import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openStore } from '../../../src/journal/store.ts';
import type { TicMode } from '../../../src/reading/reading.ts';
import type { Status } from '../../../src/status/status.ts';
import { englishNumber } from '../../../src/texts/en/numbers.ts';
import { type Homebridge, startHomebridge, temporaryStorage } from '../../../testbed/homebridge/homebridge.ts';
import { pluginStatus } from '../../../testbed/homebridge/plugin-status.ts';
import { IMPORTED_WH, serialInLog } from '../../../testbed/meter/numbered-frames.ts';
import { pluginBlock } from '../../../testbed/support/plugin-block.ts';
import { temporaryFolder } from '../../../testbed/support/temporary-folder.ts';
import type { PluginClock } from './plugin-clock.ts';

export const COMMIT_SECONDS = 5;
/** About half of the frames that arrive between two batches. */
const NEW_FRAMES = 10;

/** The plugin in a real Homebridge, which may be started many times on the same storage. */
export interface Plugin extends AsyncDisposable {
  readonly storage: string;
  /** The log lines of all runs. */
  log(): readonly string[];
  /** The serial numbers of the frames that it has logged. */
  loggedSerials(): ReadonlySet<number>;
  /** @param influx the settings of InfluxDB from now on, if they change */
  start(influx?: object): Promise<void>;
  /** SIGTERM. */
  stop(): Promise<void>;
  /** SIGKILL. Gives the serial numbers of the frames in its journal. */
  kill(): Promise<ReadonlySet<number>>;
  /** Resolves when it logs the next frame, or once it has logged the frame with this serial number. */
  waitForFrame(serial?: number): Promise<void>;
  /** Its answer on the status socket. */
  status(): Promise<Status>;
  /** Resolves when it has sent all but the newest frames, so that it sends at its usual interval again. */
  waitUntilCaughtUp(): Promise<void>;
}

export interface PluginPlan {
  readonly port: string;
  /** Its settings of InfluxDB; without them it has none. */
  readonly influx?: object;
  readonly clock: PluginClock;
  readonly mode?: TicMode;
  /** Its wall clock starts in 1970, and is right once a file of this name exists. */
  readonly unsetUntil?: string;
}

export async function startPlugin(plan: PluginPlan): Promise<Plugin> {
  const { port, influx, clock, mode = 'historique', unsetUntil } = plan;
  const folder = await temporaryStorage();
  const storage = folder.path;
  const configWith = (influx: object | undefined) =>
    pluginBlock({ meters: [{ name: 'Linky', port, mode }], influx, journal: { commitSeconds: COMMIT_SECONDS } });
  let config = configWith(influx);
  const status = () => statusIn(storage);
  const begin = async () => {
    const started = await startHomebridge({ config, storage, debug: true, clock: clock.childClock(unsetUntil) });
    await clock.stop(started);
    return started;
  };
  let homebridge = await begin();
  const runs = [homebridge];

  return {
    storage,
    log: () => runs.flatMap(({ log }) => log),
    loggedSerials: () => new Set(runs.flatMap(serialsLoggedIn)),
    async start(other = influx) {
      config = configWith(other);
      homebridge = await begin();
      runs.push(homebridge);
    },
    async stop() {
      await clock.run();
      const { code } = await homebridge.stop();
      if (code !== 0) throw new Error(`ended with ${code}:\n${homebridge.log.slice(-20).join('\n')}`);
    },
    async kill() {
      clock.processEnded();
      await homebridge.kill();
      return committedIn(storage);
    },
    async waitForFrame(serial) {
      if (serial === undefined) await homebridge.waitForLog(/ kWh/, homebridge.log.length);
      else await homebridge.waitForLog(indexOf(serial));
    },
    status,
    async waitUntilCaughtUp() {
      for (;;) {
        const { mirror } = await status();
        if (mirror?.state === 'delivering' && mirror.pending <= NEW_FRAMES) return;
        await delay(20);
      }
    },
    async [Symbol.asyncDispose]() {
      clock.processEnded();
      await homebridge[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function serialsLoggedIn({ log }: Homebridge): readonly number[] {
  return log.map(serialInLog).filter((serial) => serial !== undefined);
}

/** The index as it stands in the debug log for this frame. */
function indexOf(serial: number): string {
  return `· ${englishNumber((IMPORTED_WH + serial) / 1000, 3)} kWh`;
}

/** Tries again until the plugin answers: one that has just started has no socket yet. */
async function statusIn(storage: string): Promise<Status> {
  for (;;) {
    const status = await pluginStatus(storage).catch(() => undefined);
    if (status) return status;
    await delay(20);
  }
}

/** The serial numbers of the frames in the journal. A copy is read, because opening the journal itself might repair it. */
async function committedIn(storage: string): Promise<ReadonlySet<number>> {
  const folder = temporaryFolder({ name: 'copy' });
  for (const part of ['', '-wal']) await copyFile(join(storage, `linky-tic.db${part}`), join(folder, `copy.db${part}`));
  const store = openStore(
    join(folder, 'copy.db'),
    { maxBytes: 256e6, overheadBytes: 0 },
    {
      unreadable(fromMs, toMs) {
        throw new Error(`unreadable from ${fromMs} to ${toMs}`);
      },
      copied() {},
      notCopied() {},
      takenFromCopy() {},
    },
    () => {},
  );
  const serials = new Set<number>();
  for (const { reading } of store.entries(0, Number.POSITIVE_INFINITY)) {
    serials.add((reading.importedWh ?? 0) - IMPORTED_WH);
  }
  store.close();
  return serials;
}
