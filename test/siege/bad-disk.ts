import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How a disk is: each sync takes so many ms, none ever returns, or nothing can be written. */
export type DiskState = 'well' | 'never' | 'read-only' | number;

const SOURCE = fileURLToPath(new URL('bad-disk.c', import.meta.url));
const ORDER = 'disk';

/** Why a disk cannot be made bad here; undefined under CI, where it must be possible. */
export function missingCompiler(): string | undefined {
  if (process.env['CI']) return undefined;
  if (process.platform !== 'linux') return 'a disk is made bad on Linux only';
  const { error } = spawnSync('gcc', ['--version']);
  return error ? 'gcc is missing: install Debian\'s packages "gcc" and "libc6-dev"' : undefined;
}

/** Compiles what makes a disk bad. Leaving its scope removes it. */
export function compileBadDisk(): Disposable & { readonly library: string } {
  const folder = mkdtempSync(join(tmpdir(), 'bad-disk-'));
  const library = join(folder, 'bad-disk.so');
  execFileSync('gcc', ['-shared', '-fPIC', '-O2', '-o', library, SOURCE, '-ldl']);
  return { library, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

/** For the environment of a process: what is below `folder` is on a disk that obeys the orders in another folder. */
export function diskEnv(library: string, folder: string, orders: string): NodeJS.ProcessEnv {
  return { LD_PRELOAD: library, SIEGE_DISK_FOLDER: folder, SIEGE_DISK_ORDER: join(orders, ORDER) };
}

/** From now on the disk is like that. A sync that hangs comes back if it should. */
export async function setDiskState(orders: string, disk: DiskState): Promise<void> {
  const path = join(orders, ORDER);
  if (disk === 'well') return rm(path, { force: true });
  // In one step: nobody reads half an order.
  await writeFile(`${path}.new`, String(disk));
  await rename(`${path}.new`, path);
}
