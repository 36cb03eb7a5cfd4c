import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { type ConfigProblem, readConfig } from '../config/read-config.ts';
import { JOURNAL_FILE, PLATFORM_NAME, PLUGIN_NAME } from '../settings.ts';
import { parseStatus } from '../status/parse.ts';
import { STATUS_SOCKET } from '../status/socket.ts';
import type { Status } from '../status/status.ts';
import { ownerOfFolder } from './access-rights.ts';
import type { Machine, MachineUser } from './machine.ts';

/** What a Homebridge's storage folder tells about the plugin. */
export interface HomebridgeStorage {
  readonly state: 'configured' | 'noFolder' | 'noConfig' | 'unreadable' | 'notJson' | 'notConfigured' | 'disabled';
  readonly config?: Config;
  readonly problems: readonly ConfigProblem[];
  /** Who runs Homebridge. */
  readonly user?: MachineUser;
  /** How the plugin says that it is; absent when it does not run, or may not be asked. */
  readonly status?: Status;
  /**
   * When the newest reading of a meter came, by its slug, in ms since 1970 by this machine's clock, as the journal tells of
   * late. Absent where the plugin tells it itself.
   */
  readonly newestAtMs?: ReadonlyMap<string, number>;
}

/** Reads a storage folder. Never throws. */
export async function homebridgeStorageAt(folder: string, machine: Machine): Promise<HomebridgeStorage> {
  const place = await machine.statOf(folder);
  if (place?.kind !== 'folder') return { state: await lackOf(folder, 'noFolder', machine), problems: [] };
  const user = await ownerOfFolder(place, machine);
  const path = join(folder, 'config.json');
  if (!(await machine.statOf(path))) return { state: await lackOf(path, 'noConfig', machine), problems: [], user };
  const text = await machine.textOf(path);
  if (text === undefined) return { state: 'unreadable', problems: [], user };
  const settings = settingsIn(text);
  const status = await runningPluginStatus(folder, machine);
  if (status) return { ...settings, user, status };
  const fromMs = machine.clock.wall() - mostAgeMs(settings.config);
  return { ...settings, user, newestAtMs: newestIn(join(folder, JOURNAL_FILE), fromMs, machine) };
}

/** What is behind a closed door is not missing. */
async function lackOf<S extends HomebridgeStorage['state']>(
  path: string,
  lack: S,
  machine: Machine,
): Promise<S | 'unreadable'> {
  return (await machine.isUnderClosedFolder(path)) ? 'unreadable' : lack;
}

/** A meter that was heard so long ago is still heard. */
const GRACE_MS = 60_000;

/**
 * How old the newest reading of a meter in the journal is, in ms, as long as it is so young that the plugin must be reading
 * it; undefined when not.
 * @param wallMs now
 */
export function newestReadingAgeMs(
  slug: string,
  { newestAtMs, config }: HomebridgeStorage,
  wallMs: number,
): number | undefined {
  const atMs = newestAtMs?.get(slug);
  if (atMs === undefined) return undefined;
  const ageMs = wallMs - atMs;
  // One from the future was dated before the clock was set back, nobody knows how long ago.
  return ageMs >= 0 && ageMs <= mostAgeMs(config) ? ageMs : undefined;
}

/** The journal is as old as its last commit. */
function mostAgeMs(config: Config | undefined): number {
  return (config?.journal.commitSeconds ?? 0) * 1000 + GRACE_MS;
}

/** The plugin's block of a Homebridge's config.json, or the text itself where it is such a block. Undefined: it has none. */
export function platformBlockIn(parsed: unknown): unknown {
  const { platforms, platform, meters } = Object(parsed);
  if (Array.isArray(platforms)) return platforms.find((one) => Object(one).platform === PLATFORM_NAME);
  return platform === PLATFORM_NAME || meters !== undefined ? parsed : undefined;
}

function settingsIn(text: string): Pick<HomebridgeStorage, 'state' | 'config' | 'problems'> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { state: 'notJson', problems: [] };
  }
  const block = platformBlockIn(parsed);
  if (block === undefined) return { state: 'notConfigured', problems: [] };
  const { disabledPlugins } = Object(parsed);
  const isDisabled = Array.isArray(disabledPlugins) && disabledPlugins.includes(PLUGIN_NAME);
  return { state: isDisabled ? 'disabled' : 'configured', ...readConfig(block) };
}

/** What the plugin that uses a folder says of itself; undefined when it does not run, or may not be asked. */
export async function runningPluginStatus(folder: string, machine: Machine): Promise<Status | undefined> {
  return parseStatus((await machine.textFromSocket(join(folder, STATUS_SOCKET))) ?? '');
}

function newestIn(path: string, fromMs: number, machine: Machine): ReadonlyMap<string, number> {
  const newestAtMs = new Map<string, number>();
  try {
    using archive = machine.openReadOnlyJournal(path);
    for (const { meter, atMs } of archive.entries(fromMs)) newestAtMs.set(meter, atMs);
  } catch {
    // What could not be read is not known.
  }
  return newestAtMs;
}
