// Preloaded into each thread of a child process (NODE_OPTIONS=--import): replaces all clocks and timers by ones that
// follow the plan in LINKY_TIC_CLOCK. The test that started the child can stop them, and then move them forward, in all
// threads together. The product's code does not know of it.
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import promises from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import type { Steer } from './child-clock.ts';
import { postponeInAllThreads, rearmAllThreads, ringTimer, waitUntilIdle } from './threads.ts';
import { moveTo, now, performanceNow, plan, real, setRate, wall } from './time.ts';
import { clear, setInterval, setTimeout, sleep } from './timers.ts';

const replaced = { setTimeout, setInterval, clearTimeout: clear, clearInterval: clear };
Object.assign(globalThis, replaced);
Object.assign(timers, replaced);
Object.assign(promises, { setTimeout: sleep });
syncBuiltinESMExports();

performance.now = performanceNow;
const nanoseconds = () => BigInt(Math.round(now() * 1e6));
process.hrtime = Object.assign(
  (since: [number, number] = [0, 0]): [number, number] => {
    const passed = nanoseconds() - (BigInt(since[0]) * 1_000_000_000n + BigInt(since[1]));
    return [Number(passed / 1_000_000_000n), Number(passed % 1_000_000_000n)];
  },
  { bigint: nanoseconds },
);
globalThis.Date = new Proxy(real.Date, {
  construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [wall()] : given, newTarget),
  apply: () => new real.Date(wall()).toString(),
  get: (target, name) => (name === 'now' ? wall : Reflect.get(target, name)),
});

// Only the main thread receives signals and IPC messages.
if (isMainThread) obeyTest();

function obeyTest(): void {
  const { endRate, isSteered, socket } = plan;
  if (endRate !== undefined) process.once('SIGTERM', () => setPace(endRate));
  if (isSteered) {
    process.on('message', async ({ clock }: { clock?: Steer }) => {
      if (clock === undefined) return;
      await obey(clock);
      process.send?.({ clockWallMs: wall() });
    });
  }
  // Whoever listens there may end first.
  if (socket !== undefined) obeySocket(socket).catch(() => {});
}

/** Says which program this is, and obeys one command a line. */
async function obeySocket(path: string): Promise<void> {
  const { connect } = await import('node:net');
  const { createInterface } = await import('node:readline');
  const socket = connect(path).unref();
  socket.on('error', () => {}).write(`${process.argv[1]}\n`);
  for await (const line of createInterface({ input: socket })) {
    await obey(JSON.parse(line));
    socket.write(`${wall()}\n`);
  }
}

async function obey(command: Steer): Promise<void> {
  if ('pace' in command) await setPace(command.pace);
  else if ('leap' in command) await leap(command.leap);
  else await advance(command.advance);
}

/** Sets the rate of the clocks from now on. */
function setPace(next: number): Promise<void> {
  setRate(next);
  return rearmAllThreads();
}

/** Moves the clocks forward, and with them all timers. */
async function leap(ms: number): Promise<void> {
  await waitUntilIdle();
  await postponeInAllThreads(ms);
  moveTo(now() + ms);
}

/** Moves the clocks forward. Each timer of any thread that comes due is fired at its time, in the order of those times. */
async function advance(ms: number): Promise<void> {
  const untilMs = now() + ms;
  for (;;) {
    // Everything that follows at once from the last timer happens before the next timer.
    const next = await waitUntilIdle();
    if (!next || next.dueMs > untilMs) break;
    moveTo(next.dueMs);
    await ringTimer(next);
  }
  moveTo(untilMs);
}
