import { join } from 'node:path';
import { type Config, type ConfigProblem, readConfig } from '../config.ts';
import { JOURNAL_FILE } from '../service.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../settings.ts';
import { STATUS_SOCKET, type Status } from '../status.ts';
import type { Machine, User } from './machine.ts';
import { ownerOf } from './rights.ts';

/** What a Homebridge's storage folder tells about the plugin. */
export interface Storage {
  readonly state: 'configured' | 'noFolder' | 'noConfig' | 'unreadable' | 'notJson' | 'notConfigured' | 'disabled';
  readonly config?: Config;
  readonly problems: readonly ConfigProblem[];
  /** Who runs Homebridge. */
  readonly user?: User;
  /** How the plugin says that it is; absent when it does not run, or may not be asked. */
  readonly status?: Status;
  /** When the newest reading came, as far as the plugin or its journal tells, in ms since 1970 by this machine's clock. */
  readonly newestAtMs?: number;
}

/** Reads a storage folder. Never throws. */
export async function storageAt(folder: string, machine: Machine): Promise<Storage> {
  const place = await machine.placeOf(folder);
  if (place?.kind !== 'folder') return { state: 'noFolder', problems: [] };
  const user = await ownerOf(place, machine);
  const path = join(folder, 'config.json');
  if (!(await machine.placeOf(path))) return { state: 'noConfig', problems: [], user };
  const text = await machine.textOf(path);
  if (text === undefined) return { state: 'unreadable', problems: [], user };
  const status = await statusOf(folder, machine);
  const newestAtMs = latest(status, machine.clock.wall()) ?? newestIn(join(folder, JOURNAL_FILE), machine);
  return { ...settingsIn(text), user, ...(status && { status }), ...(newestAtMs !== undefined && { newestAtMs }) };
}

/** A meter that was heard so long ago is still heard. */
const GRACE_MS = 60_000;

/**
 * How old the newest reading is, in ms, as long as it is so young that the plugin must be reading; undefined when not.
 * @param wallMs now
 */
export function freshnessOf({ newestAtMs, config }: Storage, wallMs: number): number | undefined {
  if (newestAtMs === undefined) return undefined;
  const ageMs = wallMs - newestAtMs;
  // The journal is as old as its last commit.
  const mostMs = (config?.journal.commitSeconds ?? 0) * 1000 + GRACE_MS;
  // One from the future was dated before the clock was set back, nobody knows how long ago.
  return ageMs >= 0 && ageMs <= mostMs ? ageMs : undefined;
}

/** The plugin's block of a Homebridge's config.json, or the text itself where it is such a block. Undefined: it has none. */
export function blockIn(parsed: unknown): unknown {
  const { platforms, platform, meters } = Object(parsed);
  if (Array.isArray(platforms)) return platforms.find((one) => Object(one).platform === PLATFORM_NAME);
  return platform === PLATFORM_NAME || meters !== undefined ? parsed : undefined;
}

function settingsIn(text: string): Pick<Storage, 'state' | 'config' | 'problems'> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { state: 'notJson', problems: [] };
  }
  const block = blockIn(parsed);
  if (block === undefined) return { state: 'notConfigured', problems: [] };
  const { disabledPlugins } = Object(parsed);
  const isDisabled = Array.isArray(disabledPlugins) && disabledPlugins.includes(PLUGIN_NAME);
  return { state: isDisabled ? 'disabled' : 'configured', ...readConfig(block) };
}

/** What the plugin that uses a folder says of itself; undefined when it does not run, or may not be asked. */
export async function statusOf(folder: string, machine: Machine): Promise<Status | undefined> {
  try {
    return JSON.parse((await machine.heardOn(join(folder, STATUS_SOCKET))) ?? '');
  } catch {
    return undefined;
  }
}

function latest(status: Status | undefined, wallMs: number): number | undefined {
  const ages = status?.meters.flatMap(({ ageMs }) => ageMs ?? []) ?? [];
  return ages.length > 0 ? wallMs - Math.min(...ages) : undefined;
}

function newestIn(path: string, machine: Machine): number | undefined {
  try {
    using archive = machine.archiveAt(path);
    return archive.newest?.atMs;
  } catch {
    return undefined;
  }
}
