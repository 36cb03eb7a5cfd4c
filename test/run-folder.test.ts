import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../testbed/support/temporary-folder.ts';

const BEGIN = `import { beginRun } from ${JSON.stringify(new URL('../testbed/run/run-folder.ts', import.meta.url).href)};
  beginRun();`;
/** A run with a file on disk, one in memory, and a program that outlives it. */
const RUN = `${BEGIN}
  import { spawn } from 'node:child_process';
  import { writeFileSync } from 'node:fs';
  writeFileSync(process.env.TMPDIR + '/kept', '');
  writeFileSync(process.env.LINKY_TIC_TEST_MEMORY + '/kept', '');
  const { pid } = spawn('sleep', ['1000'], { stdio: 'ignore', detached: true });
  process.stdout.write(JSON.stringify([pid, process.env.LINKY_TIC_TEST_MEMORY]));
  setInterval(() => {}, 1000);`;

test.skipIf(!existsSync('/proc/self'))('what a killed run leaves is cleared by the next one', async () => {
  const place = temporaryFolder();
  const killed = start(RUN, place);
  const [pid, memory] = JSON.parse(String((await once(killed.stdout, 'data'))[0])) as [number, string];
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  expect([isAlive(pid), existsSync(join(memory, 'kept')), readdirSync(place)]).toEqual([
    true,
    true,
    [`linky-tic-run-${killed.pid}`],
  ]);

  expect((await once(start(BEGIN, place), 'exit'))[0]).toBe(0);
  expect([existsSync(memory), readdirSync(place)]).toEqual([false, []]);
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test('a run leaves the folder of one that goes on', async () => {
  const place = temporaryFolder();
  const running = start(RUN, place);
  const [pid] = JSON.parse(String((await once(running.stdout, 'data'))[0])) as [number];
  onTestFinished(() => void process.kill(pid, 'SIGKILL'));
  await once(start(BEGIN, place), 'exit');
  expect(isAlive(pid)).toBe(true);
  expect(readdirSync(place)).toEqual([`linky-tic-run-${running.pid}`]);
});

function start(code: string, place: string) {
  const file = join(temporaryFolder(), 'run.ts');
  writeFileSync(file, code);
  const env = { ...process.env, TMPDIR: place };
  const run = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void run.kill('SIGKILL'));
  return run;
}

/** Whether a process has not ended. Nobody may have waited for it yet (Z). */
function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
