import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'vitest';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const PROCESS = new URL('kill-at-exit-process.ts', import.meta.url).pathname;

/** Runs a process whose thread misbehaves as `deed` says. Gives its exit code, or the signal that ended it. */
async function endOf(deed: string, way: 'exits' | 'stops', { onTestFinished }: TestContext): Promise<unknown> {
  const folder = temporaryFolder({ name: `exit-${deed}` });
  const child = spawn(process.execPath, [PROCESS, folder, way], { stdio: ['ignore', 'ignore', 'inherit'] });
  onTestFinished(() => {
    // The shell that the puppet waits for outlives the process.
    writeFileSync(join(folder, 'answers'), '');
    child.kill('SIGKILL');
  });
  const [code, signal] = await once(child, 'exit');
  return code ?? signal;
}

test.concurrent.for([
  ['isWell', 'exits', 5],
  ['isWell', 'stops', 6],
  ['computes', 'exits', 5],
  ['computesAndRests', 'stops', 6],
  ['waitsForTheDisk', 'exits', 'SIGKILL'],
  ['waitsForTheDisk', 'stops', 'SIGKILL'],
  ['waitsUnmarked', 'stops', 'SIGKILL'],
] as const)('a process whose thread %s, and that %s, ends with %s', async ([deed, way, end], context) => {
  context.expect(await endOf(deed, way, context)).toBe(end);
});
