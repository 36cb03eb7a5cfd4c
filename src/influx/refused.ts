import { appendFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Refusal } from './bisect.ts';
import type { MirrorNews } from './news.ts';
import { inOneLine } from './words.ts';

/** In the storage folder. */
export const REFUSED_FILE = 'linky-tic.refused.txt';
const MOST_BYTES = 1_000_000;

/**
 * Sets lines aside: each under a comment with the time and the server's reason, so that the file itself is line protocol
 * and can be sent by hand once the reason is gone. A full file becomes `….old.txt`, in the place of the one before. A
 * line that can be set aside nowhere goes into the log: it must not hold up all that come after it.
 */
export async function setAside(
  folder: string,
  refusals: readonly Refusal[],
  wallMs: number,
  news: Pick<MirrorNews, 'setAside' | 'notSetAside'>,
): Promise<void> {
  const file = join(folder, REFUSED_FILE);
  try {
    await append(file, refusals, wallMs);
    news.setAside(file, refusals[0]?.says ?? '');
  } catch (error) {
    for (const { line } of refusals) news.notSetAside(REFUSED_FILE, String(error), line);
  }
}

async function append(file: string, refusals: readonly Refusal[], wallMs: number): Promise<void> {
  const at = new Date(wallMs).toISOString();
  const text = refusals.map(({ line, says }) => `# ${at} ${inOneLine(says)}\n${line}\n`).join('');
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
