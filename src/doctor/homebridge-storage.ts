import { join } from 'node:path';
import { JOURNAL_FILE, PLATFORM_NAME, PLUGIN_NAME } from '../base/plugin-names.ts';
import type { Config } from '../config/config.ts';
import { type ConfigProblem, readConfig } from '../config/read-config.ts';
import type { Status } from '../status/status.ts';
import { ownerOfFolder } from './access-rights.ts';
import { type JsonFault, jsonFaultIn } from './json-fault.ts';
import type { Machine, MachineUser } from './machine.ts';
import { type PluginState, pluginAt, runsUnasked, statusOf } from './running-plugin.ts';

/** What Homebridge's storage folder shows about the plugin. */
export interface HomebridgeStorage {
  readonly state: 'configured' | 'noFolder' | 'noConfig' | 'unreadable' | 'notJson' | 'notConfigured' | 'disabled';
  readonly config?: Config;
  readonly problems: readonly ConfigProblem[];
  /** What is wrong with a config.json that is not JSON. */
  readonly fault?: JsonFault;
  /** Settings of the plugin that stand beside a config.json without any. */
  readonly setAside?: SetAsideConfig;
  /** The user who runs Homebridge. */
  readonly user?: MachineUser;
  /** Absent where there is no config.json that can be read. */
  readonly plugin?: PluginState;
  /** The status that the running plugin reports; absent if there is none. */
  readonly status?: Status;
  /**
   * The time of each meter's newest reading in the journal, by the meter's slug, in ms since 1970. Absent if the plugin reports
   * its status, which is more recent.
   */
  readonly newestAtMs?: ReadonlyMap<string, number>;
}

/** A config.json that the Homebridge UI has set aside, since it was not JSON, and begun anew. The `fault` is what is wrong with it still. */
interface SetAsideConfig {
  readonly file: string;
  readonly fault?: JsonFault;
}

/** Reads a storage folder. Never throws. */
export async function homebridgeStorageAt(folder: string, machine: Machine): Promise<HomebridgeStorage> {
  const stat = await machine.statOf(folder);
  if (stat?.kind !== 'folder') return { state: await missingOrUnreadable(folder, 'noFolder', machine), problems: [] };
  const user = await ownerOfFolder(stat, machine);
  const path = join(folder, 'config.json');
  if (!(await machine.statOf(path))) {
    const state = await missingOrUnreadable(path, 'noConfig', machine);
    return { state, problems: [], user, ...(await setAsideIn(folder, machine)) };
  }
  const text = await machine.textOf(path);
  if (text === undefined) return { state: 'unreadable', problems: [], user };
  const read = settingsIn(text);
  const settings = read.state === 'notConfigured' ? { ...read, ...(await setAsideIn(folder, machine)) } : read;
  const plugin = await pluginAt(folder, machine);
  const status = statusOf(plugin);
  if (status) return { ...settings, user, plugin, status };
  // The disk of a silent plugin may not answer.
  if (runsUnasked(plugin)) return { ...settings, user, plugin };
  const fromMs = machine.clock.wall() - oldestRecentMs(settings.config);
  return { ...settings, user, plugin, newestAtMs: await newestReadingsIn(join(folder, JOURNAL_FILE), fromMs, machine) };
}

/** Tells a path that is missing from one in a folder that this user may not open. */
async function missingOrUnreadable<S extends HomebridgeStorage['state']>(
  path: string,
  lack: S,
  machine: Machine,
): Promise<S | 'unreadable'> {
  return (await machine.isUnderClosedFolder(path)) ? 'unreadable' : lack;
}

/** Besides the time between two commits, a reading may be this old while the plugin is still reading the meter. */
const RECENT_MS = 60_000;

/**
 * The age of a meter's newest reading in the journal, in ms, if it is so recent that the plugin must be reading the meter now.
 * Otherwise undefined.
 * @param wallMs the wall time now
 */
export function newestReadingAgeMs(
  slug: string,
  { newestAtMs, config }: HomebridgeStorage,
  wallMs: number,
): number | undefined {
  const atMs = newestAtMs?.get(slug);
  if (atMs === undefined) return undefined;
  const ageMs = wallMs - atMs;
  // A reading from the future was dated before the clock was set back, so its age is unknown.
  return ageMs >= 0 && ageMs <= oldestRecentMs(config) ? ageMs : undefined;
}

/** The oldest that a reading may be: the journal is written once every `commitSeconds`. */
function oldestRecentMs(config: Config | undefined): number {
  return (config?.journal.commitSeconds ?? 0) * 1000 + RECENT_MS;
}

/** The plugin's block in a parsed config.json, or the whole if it is such a block itself; undefined if there is none. */
export function platformBlockIn(parsed: unknown): unknown {
  const { platforms, platform, meters } = Object(parsed);
  if (Array.isArray(platforms)) return platforms.find((one) => Object(one).platform === PLATFORM_NAME);
  return platform === PLATFORM_NAME || meters !== undefined ? parsed : undefined;
}

/** The names that `hb-service` gives to a config.json that it cannot read, with the time in ms since 1970. */
const SET_ASIDE = /^config\.json\.invalid\.(\d+)$/;

/** The newest config.json that was set aside with settings of the plugin in it. */
async function setAsideIn(folder: string, machine: Machine): Promise<Pick<HomebridgeStorage, 'setAside'>> {
  const atMs = (name: string) => Number(SET_ASIDE.exec(name)?.[1]);
  const names = (await machine.namesIn(folder)).filter((name) => SET_ASIDE.test(name));
  for (const name of names.toSorted((a, b) => atMs(b) - atMs(a))) {
    const file = join(folder, name);
    const text = await machine.textOf(file);
    if (!text?.includes(PLATFORM_NAME)) continue;
    const fault = jsonFaultIn(text);
    return { setAside: { file, fault } };
  }
  return {};
}

function settingsIn(text: string): Pick<HomebridgeStorage, 'state' | 'config' | 'problems' | 'fault'> {
  const fault = jsonFaultIn(text);
  if (fault) return { state: 'notJson', problems: [], fault };
  const parsed: unknown = JSON.parse(text);
  const block = platformBlockIn(parsed);
  if (block === undefined) return { state: 'notConfigured', problems: [] };
  const { disabledPlugins } = Object(parsed);
  const isDisabled = Array.isArray(disabledPlugins) && disabledPlugins.includes(PLUGIN_NAME);
  return { state: isDisabled ? 'disabled' : 'configured', ...readConfig(block) };
}

async function newestReadingsIn(path: string, fromMs: number, machine: Machine): Promise<ReadonlyMap<string, number>> {
  const newestAtMs = new Map<string, number>();
  try {
    using archive = await machine.openReadOnlyJournal(path);
    for (const { meter, atMs } of archive.entries(fromMs)) newestAtMs.set(meter, atMs);
  } catch {
    // Without a readable journal, the times are unknown.
  }
  return newestAtMs;
}
