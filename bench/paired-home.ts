import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Influx } from '../testbed/databases/servers.ts';
import { type Homebridge, type HomebridgePlan, startHomebridge } from '../testbed/homebridge/homebridge.ts';
import { type Phone, phoneOf, type Target } from '../testbed/homebridge/phone.ts';
import { pluginStatus } from '../testbed/homebridge/plugin-status.ts';
import { pluginBlock } from '../testbed/support/plugin-block.ts';
import { pidIn } from './process-usage.ts';

/** The folder of the empty plugin, which does hardly anything. */
export const EMPTY = fileURLToPath(new URL('../testbed/empty-plugin', import.meta.url));
export const EMPTY_BLOCK = { platform: 'Bench' };

/** A Homebridge with one plugin and a paired phone. Leaving its scope ends both. */
export interface Home extends AsyncDisposable {
  readonly pid: number;
  readonly homebridge: Homebridge;
  readonly phone: Phone;
}

/** A home with this project's plugin, these meters, and these other settings. */
export function linkyHome(
  meters: readonly object[],
  influxUrl: string,
  others: object = {},
  plan: Partial<HomebridgePlan> = {},
): Promise<Home> {
  const influx = { version: '1', url: influxUrl, database: 'linky' };
  const config = pluginBlock({ name: 'Linky TIC', meters, influx, ...others });
  return homeOf({ ...plan, config });
}

/** A home with the empty plugin, which counts the frames on a port if it has one. */
export function emptyHome(port?: string, plan: Partial<HomebridgePlan> = {}): Promise<Home> {
  return homeOf({ ...plan, config: { ...EMPTY_BLOCK, port }, plugin: EMPTY });
}

async function homeOf(plan: HomebridgePlan): Promise<Home> {
  await using scope = new AsyncDisposableStack();
  const homebridge = scope.use(await startHomebridge(plan));
  const phone = scope.use(phoneOf(homebridge.bridge));
  const owned = scope.move();
  return { pid: pidIn(homebridge.storage), homebridge, phone, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** The number of a tile. */
export function numberOf(accessory: string): Target {
  return { accessory, characteristic: 'CurrentAmbientLightLevel' };
}

/** Creates the database into which the plugins write. */
export async function withDatabase(influx: Influx): Promise<Influx> {
  await influx.query('CREATE DATABASE linky');
  return influx;
}

/** How often a busy machine is asked for its status. */
const ASKED = 20;

/**
 * How many Readings the plugin has delivered since its start, and how many are pending, by its status socket. A client that a busy
 * machine does not answer in time is disconnected, so it is asked again.
 */
export async function mirrorCounts(storage: string): Promise<{ readonly delivered: number; readonly pending: number }> {
  for (let asked = 1; ; asked += 1) {
    try {
      const { mirror } = await pluginStatus(storage);
      return mirror ?? { delivered: 0, pending: 0 };
    } catch (error) {
      if (asked === ASKED) throw error;
      await delay(500);
    }
  }
}
