import { dirname, join } from 'node:path';
import { printable } from '../base/printable.ts';
import { OWN_FOLDER, ownVersion } from '../own-files.ts';
import type { Machine } from './machine.ts';

/** What runs here, as a report about a bug has to say it. `node`: that of this program, which in Homebridge's terminal is Homebridge's. */
export interface Versions {
  readonly plugin: string;
  readonly node: string;
  /** Absent where Homebridge is not found. */
  readonly homebridge?: string;
}

/** @param folder the storage folder of Homebridge, in which most installations keep Homebridge itself */
export async function versionsAt(folder: string | undefined, machine: Machine): Promise<Versions> {
  // Else it is installed beside the plugin, as with `npm install -g`.
  const homes = [...(folder === undefined ? [] : [join(folder, 'node_modules')]), dirname(OWN_FOLDER)];
  const texts = await Promise.all(homes.map((home) => machine.textOf(join(home, 'homebridge', 'package.json'))));
  const [homebridge] = texts.flatMap((text) => versionIn(text) ?? []);
  return { plugin: ownVersion(), node: process.versions.node, homebridge };
}

function versionIn(text = ''): string | undefined {
  try {
    const { version } = Object(JSON.parse(text));
    return typeof version === 'string' ? printable(version) : undefined;
  } catch {
    return undefined;
  }
}
