import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { endCgroup, freezeCgroup, makeCgroup } from './cgroup.ts';

// `node testbed/run/frozen.ts [command…]`: runs `npm test`, or another command, as on a machine that stands still for two seconds every
// half minute. A test that fails here depends on how fast the machine is.

const RUNS_MS = 28_000;
const STANDS_MS = 2_000;

const command = process.argv.slice(2);
const cgroup = madeCgroup();
if (cgroup !== undefined) process.exitCode = await runFrozen(cgroup, command.length > 0 ? command : ['npm', 'test']);

function madeCgroup(): string | undefined {
  try {
    return makeCgroup(`linky-tic-frozen-${process.pid}`);
  } catch (error) {
    process.stderr.write(
      `The tests cannot be frozen: that takes root, and Linux with cgroups of version 2 (${error}).\n`,
    );
    process.exitCode = 2;
    return undefined;
  }
}

/** Gives the exit code of the command. */
async function runFrozen(folder: string, [program = '', ...args]: readonly string[]): Promise<number> {
  const inside = ['-c', 'echo $$ >"$0/cgroup.procs" && exec "$@"', folder, program, ...args];
  const child = spawn('sh', inside, { stdio: 'inherit' });
  const ended = once(child, 'close');
  const life = new AbortController();
  ended.then(
    () => life.abort(),
    () => life.abort(),
  );
  // What stands still does not hear that it is to end.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => endCgroup(folder));
  let times = 0;
  try {
    for (;;) {
      await delay(RUNS_MS, undefined, { signal: life.signal });
      freezeCgroup(folder, true);
      times += 1;
      await delay(STANDS_MS);
      freezeCgroup(folder, false);
    }
  } catch (error) {
    if (!life.signal.aborted) throw error;
    const [code] = await ended;
    process.stdout.write(`The tests stood still ${times} times, for ${STANDS_MS / 1000} s each.\n`);
    return code ?? 1;
  } finally {
    endCgroup(folder);
  }
}
