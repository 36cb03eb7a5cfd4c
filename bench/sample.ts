import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** A number that no timer of a second or of ten milliseconds keeps step with. */
const HERTZ = 1_999;

/**
 * For how long a process was at work on a core, over so many seconds: how often `perf` found it there. What the system
 * counts holds what others have had of the core meanwhile, where the machine is a virtual one that is held back.
 *
 * @returns milliseconds; nothing where there is no `perf` that may look
 */
export async function sampledMs(pid: number, seconds: number): Promise<number | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'linky-bench-'));
  try {
    const output = join(folder, 'perf.data');
    const args = ['record', '-F', HERTZ, '-e', 'cpu-clock', '-p', pid, '-o', output, '--', 'sleep', seconds];
    const perf = spawn('perf', args.map(String), { stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = new Promise<number | null>((resolve) =>
      perf.once('error', () => resolve(null)).once('exit', resolve),
    );
    const [said, code] = await Promise.all([text(perf.stderr), ended]);
    if (code !== 0) return undefined;
    return (Number(/\((\d+) samples\)/.exec(said)?.[1] ?? 0) / HERTZ) * 1_000;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
