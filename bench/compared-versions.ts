import { spawnSync } from 'node:child_process';
import { basename, resolve } from 'node:path';
import { PROJECT } from '../testbed/project.ts';

/** A built checkout of this project that is measured as Homebridge's plugin. */
export interface Version {
  readonly name: string;
  /** Its folder. */
  readonly plugin: string;
}

/** This version, and the version to compare it with in the same run, if any. */
export function versionsOf(beside: string | undefined): readonly Version[] {
  const own = { name: 'Linky TIC', plugin: PROJECT };
  if (beside === undefined) return [own];
  const plugin = resolve(beside);
  return [own, { name: `Linky TIC of ${commitOf(plugin) ?? basename(plugin)}`, plugin }];
}

function commitOf(folder: string): string | undefined {
  const { status, stdout } = spawnSync('git', ['-C', folder, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
