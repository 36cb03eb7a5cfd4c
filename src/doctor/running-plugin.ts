import { parseStatus } from '../status/parse.ts';
import type { Status } from '../status/status.ts';
import type { Machine } from './machine.ts';
import type { SocketAnswer } from './unix-socket.ts';

/**
 * The plugin of a storage folder, as its socket shows it. `silent`: it runs, and does not answer in time, as when its thread hangs in the
 * disk; `notAllowed`: this user may not ask it.
 */
export type PluginState =
  | { readonly kind: 'runs'; readonly status: Status }
  | { readonly kind: 'silent' | 'notRunning' | 'notAllowed' };

/** Asks the plugin that may run on a storage folder. Whatever else answers there is none. Never throws. */
export async function pluginAt(folder: string, machine: Machine): Promise<PluginState> {
  let found: PluginState = { kind: 'notRunning' };
  for (const socket of machine.statusSocketsOf(folder)) {
    found = stateIn(await machine.answerOf(socket));
    if (found.kind !== 'notRunning') break;
  }
  return found;
}

function stateIn(answer: SocketAnswer): PluginState {
  switch (answer.kind) {
    case 'text': {
      const status = parseStatus(answer.text);
      return status ? { kind: 'runs', status } : { kind: 'notRunning' };
    }
    case 'silent':
      return { kind: 'silent' };
    case 'closed':
      return { kind: 'notAllowed' };
    case 'nobody':
      return { kind: 'notRunning' };
  }
}

/** The status of the plugin that runs on a storage folder; undefined if none runs or answers, or if this user may not ask it. */
export async function runningPluginStatus(folder: string, machine: Machine): Promise<Status | undefined> {
  return statusOf(await pluginAt(folder, machine));
}

export function statusOf(plugin: PluginState): Status | undefined {
  return plugin.kind === 'runs' ? plugin.status : undefined;
}
