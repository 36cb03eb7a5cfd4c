import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Check } from './check.ts';

/** Only ends a process that hangs, after its test. */
const LONGEST_MS = 600_000;

/**
 * Plays the model in a process of its own, so that `requests-preload.ts` can count what is under way, in the project or a copy of it.
 * Gives what went wrong; undefined when nothing did.
 */
export async function playedIn(folder: string, { seed, runs, shrinks }: Check): Promise<string | undefined> {
  const preload = join(folder, 'testbed/child-clock/requests-preload.ts');
  const script = join(folder, 'test/influx/model/child.ts');
  const args = ['--import', preload, script, String(seed), String(runs), ...(shrinks ? ['shrink'] : [])];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], timeout: LONGEST_MS });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [said, code] = [await text(child.stdout), await ended];
  if (code === 0) return undefined;
  if (said === '') throw new Error(`the model could not be played: it ended with ${code}`);
  return said;
}
