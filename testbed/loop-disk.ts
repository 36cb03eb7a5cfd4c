import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { temporaryFolder } from './support/temporary-folder.ts';

const SECTOR_BYTES = 512;

/** A small disk: an ext4 file system in a file, mounted as a loop device. Leaving its scope removes it. */
export interface LoopDisk extends Disposable {
  /** Where it is mounted. */
  readonly folder: string;
  /** How many bytes were written to the device since it was created. */
  writtenBytes(): number;
  /** Mounts it again with other options, such as `ro`, or `abort`, which has the effect of a device error. */
  remount(options: string): void;
  /** A copy of the disk as it would be after a power cut now: with only what has reached the device. */
  powerCut(): LoopDisk;
}

/**
 * Why this machine can have no such disk. Under CI the only possible reason is that there are no loop devices, as in
 * many containers.
 */
export function missingLoop(): string | undefined {
  if (!existsSync('/dev/loop-control')) return 'this machine has no loop devices, even for root';
  if (process.env['CI']) return undefined;
  if (process.getuid?.() !== 0) return 'only root may mount a disk';
  try {
    run('losetup', '--find');
    run('mkfs.ext4', '-V');
    return undefined;
  } catch (error) {
    return `no loop device, or no mkfs.ext4 (Debian's "e2fsprogs"): ${error}`;
  }
}

/** Creates an empty disk of this size. */
export function createLoopDisk(megabytes: number): LoopDisk {
  const home = temporaryFolder();
  const image = join(home, 'image');
  run('truncate', `--size=${megabytes}M`, image);
  // Without tables that the kernel would write later, which would count as written bytes.
  run('mkfs.ext4', '-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image);
  return mounted(home, image);
}

function mounted(home: string, image: string): LoopDisk {
  const folder = join(home, 'disk');
  mkdirSync(folder);
  const device = run('losetup', '--find', '--show', image).trim();
  try {
    run('mount', '-t', 'ext4', device, folder);
  } catch (error) {
    run('losetup', '--detach', device);
    throw error;
  }
  const statistics = `/sys/block/${basename(device)}/stat`;
  const writtenBytes = () => Number(readFileSync(statistics, 'utf8').trim().split(/\s+/)[6]) * SECTOR_BYTES;
  const emptyBytes = writtenBytes();
  return {
    folder,
    writtenBytes: () => writtenBytes() - emptyBytes,
    remount: (options) => void run('mount', '-o', `remount,${options}`, folder),
    powerCut() {
      const other = temporaryFolder();
      const copy = join(other, 'image');
      copyFileSync(image, copy);
      return mounted(other, copy);
    },
    [Symbol.dispose]() {
      run('umount', '--lazy', folder);
      run('losetup', '--detach', device);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
