// Loaded into each thread of a child process before everything else (NODE_OPTIONS=--import): all clocks and timers run by the
// plan in LINKY_TIC_CLOCK. The test that started the child can stop them, and then move them forward, in all threads together:
// no product code knows of it.
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import promises from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import type { Steer } from './child-clock.ts';
import { rearmAll, rest, ring } from './threads.ts';
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

// Signals and the IPC channel are the main thread's.
if (isMainThread) obeyTest();

function obeyTest(): void {
  const { endRate, isSteered } = plan;
  if (endRate !== undefined) process.once('SIGTERM', () => pace(endRate));
  if (!isSteered) return;
  process.on('message', async ({ clock }: { clock?: Steer }) => {
    if (clock === undefined) return;
    if ('pace' in clock) await pace(clock.pace);
    else await advance(clock.advance);
    process.send?.({ clock: 'done' });
  });
}

/** From here on at that pace. */
function pace(next: number): Promise<void> {
  setRate(next);
  return rearmAll();
}

/** Moves the clocks forward, and rings each timer that comes due meanwhile at its time, in order over all threads. */
async function advance(ms: number): Promise<void> {
  const untilMs = now() + ms;
  for (;;) {
    // What follows from the last timer at once comes before the next one.
    const next = await rest();
    if (!next || next.dueMs > untilMs) break;
    moveTo(next.dueMs);
    await ring(next);
  }
  moveTo(untilMs);
}
