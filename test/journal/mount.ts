import { execFileSync } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

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
