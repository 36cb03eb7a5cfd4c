import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freeBytes } from '../../src/journal/files.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import type { Scene } from './scene.ts';

/** Why no file system can be mounted on this machine; undefined when one can. */
export function missingMount(): string | undefined {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `no file system can be mounted (only root may, and not in every container): ${error}`;
  }
}

/** Mounts an empty file system of this many kB, for one test, and gives its folder. */
export function smallFolder(kilobytes: number): string {
  const folder = temporaryFolder({ inMemory: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return folder;
}

const ALL_AT_ONCE = Buffer.alloc(1_048_576);
const A_PAGE = Buffer.alloc(4_096);

/** Fills the disk of a journal until `leftBytes` are free. Gives the file that does so. */
export function fillUp({ path }: Pick<Scene, 'path'>, leftBytes = 0): string {
  const ballast = join(dirname(path), 'ballast');
  const file = openSync(ballast, 'a');
  try {
    while (freeBytes(path) >= leftBytes + ALL_AT_ONCE.length) writeSync(file, ALL_AT_ONCE);
    while (freeBytes(path) >= leftBytes) writeSync(file, A_PAGE);
  } catch {
    // The disk is full, as it should be.
  } finally {
    closeSync(file);
  }
  return ballast;
}
