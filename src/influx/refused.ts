import { appendFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Refusal } from './bisect.ts';

/** In the storage folder. */
export const REFUSED_FILE = 'linky-tic.refused.txt';
const MOST_BYTES = 1_000_000;

/**
 * Sets lines aside: each under a comment with the time and the server's reason, so that the file itself is line protocol
 * and can be sent by hand once the reason is gone. A full file becomes `….old.txt`, in the place of the one before.
 * @throws when the file cannot be written
 */
export async function setAside(folder: string, refusals: readonly Refusal[], wallMs: number): Promise<void> {
  const file = join(folder, REFUSED_FILE);
  const at = new Date(wallMs).toISOString();
  const text = refusals.map(({ line, says }) => `# ${at} ${says}\n${line}\n`).join('');
  if ((await sizeOf(file)) + text.length > MOST_BYTES)
    await rename(file, file.replace(/txt$/, 'old.txt')).catch(() => {});
  await appendFile(file, text);
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
