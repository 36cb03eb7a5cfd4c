import { join } from 'node:path';
import type { Said } from '../status/ask.ts';
import { MOST_PATH_BYTES, STATUS_SOCKET } from '../status/socket.ts';
import type { Status } from '../status/status.ts';
import type { UndatedTrouble } from '../trouble/trouble.ts';
import { diskTroubleIn } from './access-rights.ts';
import type { Machine } from './machine.ts';

/**
 * The plugin of a storage folder, as its socket shows it. `notRunning`: nobody answers there; `noSocket`: nobody does, and no plugin could;
 * `silent`: it runs, and does not answer in time, as when its thread hangs in the disk; `notAllowed`: this user may not ask it;
 * `otherVersion`: it is another version than this program, so it has not been restarted since an update.
 */
export type PluginState =
  | { readonly kind: 'runs'; readonly status: Status }
  | { readonly kind: 'otherVersion'; readonly version: string }
  | { readonly kind: 'noSocket'; readonly socket: string }
  | { readonly kind: 'silent' | 'notRunning' | 'notAllowed' };

/** Asks the plugin that may run on a storage folder. Whatever else answers there is none. Never throws. */
export async function pluginAt(folder: string, machine: Machine): Promise<PluginState> {
  const socket = join(folder, STATUS_SOCKET);
  const said: Said<Status> = await machine.askStatus(socket);
  if (said.kind === 'said') return { kind: 'runs', status: said.value };
  if (said.kind !== 'nobody') return said;
  const isTooLong = Buffer.byteLength(socket) > MOST_PATH_BYTES;
  return isTooLong || (await diskTroubleIn(folder, machine)) ? { kind: 'noSocket', socket } : { kind: 'notRunning' };
}

/** Whether a plugin may have the journal and the ports open, and cannot tell. */
export function runsUnasked(plugin: PluginState | undefined): boolean {
  return plugin?.kind === 'silent' || plugin?.kind === 'otherVersion';
}

/** What is wrong with a plugin that tells nothing. */
export function pluginTrouble(plugin: PluginState | undefined): UndatedTrouble<'writer'> | undefined {
  switch (plugin?.kind) {
    case 'silent':
      return { part: 'writer', kind: 'unanswering' };
    case 'otherVersion':
      return { part: 'writer', kind: 'otherVersion', says: plugin.version };
    case 'noSocket':
      return { part: 'writer', kind: 'noStatus', socket: plugin.socket };
    default:
      return undefined;
  }
}

/** The status of the plugin that runs on a storage folder; undefined if none runs or answers, or if this user may not ask it. */
export async function runningPluginStatus(folder: string, machine: Machine): Promise<Status | undefined> {
  return statusOf(await pluginAt(folder, machine));
}

export function statusOf(plugin: PluginState): Status | undefined {
  return plugin.kind === 'runs' ? plugin.status : undefined;
}
