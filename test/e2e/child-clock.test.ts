import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type ChildClockOptions, childClock, type SteeredClock, steer } from '../../testbed/child-clock/child-clock.ts';
import { isRunning, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';

/** Longer than the test waits for a thread that does not answer. */
const STANDS_STILL_MS = 6_000;

test('all threads read the same clocks, at any rate', async () => {
  await using toy = await startToy({
    choice: { rate: 10, isSteered: true },
    main: `
      const worker = startWorker();
      const clocks = () => [process.hrtime.bigint(), BigInt(Date.now())];
      let before = clocks();
      const forwards = (a, b) => a.every((one, nth) => one <= b[nth]);
      worker.on('message', (there) => {
        if (!forwards(before, there) || !forwards(there, clocks())) say('apart');
        if (++count === 1000) say('compared');
        before = clocks();
        worker.postMessage('again');
      });
      let count = 0;`,
    worker: `
      const tell = () => parentPort.postMessage([process.hrtime.bigint(), BigInt(Date.now())]);
      parentPort.on('message', tell);
      tell();`,
  });
  while (toy.said().length === 0) {
    await toy.clock.stop();
    await toy.clock.advance(7);
    await toy.clock.run();
  }
  expect(toy.said()).toEqual(['compared']);
});

test('the timers of all threads fire in the order in which they are due', async () => {
  const timers = `
    for (const ms of [700, 300, 500]) setTimeout(() => say(name, ms), ms);
    const every = setInterval(() => say(name, 'every 400'), 400);
    setTimeout(() => clearInterval(every), 900);
    setTimeout(() => say(name, 'unref'), 600).unref();
    say(name, 'ready');`;
  await using toy = await startToy({
    main: `
      const name = 'main';
      const workers = [startWorker('first'), startWorker('second')];
      whenTold(() => {
        ${timers}
        for (const worker of workers) worker.postMessage('begin');
      });
      say('started');`,
    worker: `
      const name = workerData;
      parentPort.once('message', () => { ${timers} });`,
  });
  await expect.poll(toy.said).toContain('started');
  await toy.clock.stop();
  toy.tell();
  await expect.poll(toy.said).toContain('second ready');
  await expect.poll(toy.said).toContain('first ready');
  const from = toy.said().length;
  await toy.clock.advance(299);
  expect(toy.said().slice(from)).toEqual([]);
  await toy.clock.advance(701);
  const moments = ['300', 'every 400', '500', 'unref', '700', 'every 400'];
  const expected = moments.flatMap((moment) => ['main', 'first', 'second'].map((name) => `${name} ${moment}`));
  expect(toy.said().slice(from)).toEqual(expected);
});

test('a leap moves the clocks of all threads, and leaves each timer as much time as it had', async () => {
  const timer = `
    const beganMs = Date.now();
    setTimeout(() => say(name, Date.now() - beganMs), 1000);
    say(name, 'ready');`;
  await using toy = await startToy({
    main: `
      const name = 'main';
      const worker = startWorker('worker');
      whenTold(() => {
        ${timer}
        worker.postMessage('begin');
      });
      say('started');`,
    worker: `
      const name = workerData;
      parentPort.once('message', () => { ${timer} });`,
  });
  await expect.poll(toy.said).toContain('started');
  await toy.clock.stop();
  const { wallMs } = toy.clock;
  toy.tell();
  await expect.poll(toy.said).toContain('worker ready');
  const from = toy.said().length;
  await toy.clock.leap(3_600_000);
  await toy.clock.advance(999);
  expect(toy.said().slice(from)).toEqual([]);
  await toy.clock.advance(1);
  expect(toy.said().slice(from)).toEqual(['main 3601000', 'worker 3601000']);
  expect(toy.clock.wallMs - wallMs).toBe(3_601_000);
});

test('messages that threads exchange because of a timer arrive before the next timer fires', async () => {
  await using toy = await startToy({
    main: `
      const worker = startWorker();
      worker.on('message', (left) => (left > 0 ? worker.postMessage(left - 1) : say('answered', process.hrtime()[1])));
      whenTold(() => {
        setTimeout(() => worker.postMessage(100), 1000);
        setTimeout(() => say('later'), 1001);
        say('set');
      });`,
    worker: `
      parentPort.on('message', (left) => parentPort.postMessage(left - 1));
      say('ready');`,
  });
  await expect.poll(toy.said).toContain('ready');
  await toy.clock.stop();
  toy.tell();
  await expect.poll(toy.said).toContain('set');
  await toy.clock.advance(5_000);
  expect(toy.said().slice(2)).toEqual([expect.stringMatching(/^answered/), 'later']);
});

test('no thread is left out because the machine stood still while a thread was working', async () => {
  await using toy = await startToy({
    main: `
      const isOver = new Int32Array(new SharedArrayBuffer(4));
      const worker = startWorker(isOver);
      let isAwake = false;
      whenTold(() => {
        if (!isAwake) say('awake');
        else {
          Atomics.store(isOver, 0, 1);
          Atomics.notify(isOver, 0);
        }
        isAwake = true;
      });`,
    worker: `
      setTimeout(() => {
        say('works');
        Atomics.wait(workerData, 0, 0);
      }, 1_000);
      setTimeout(() => say('rung'), 2_000);
      say('ready');`,
  });
  await expect.poll(toy.said).toContain('ready');
  await toy.clock.stop();
  const advanced = toy.clock.advance(10_000);
  await expect.poll(toy.said).toContain('works');
  toy.child.kill('SIGSTOP');
  await delay(STANDS_STILL_MS);
  toy.child.kill('SIGCONT');
  toy.tell();
  await expect.poll(toy.said).toContain('awake');
  toy.tell();
  await advanced;
  expect(toy.said()).toEqual(['ready', 'works', 'awake', 'rung']);
});

interface ToyPlan {
  readonly choice?: ChildClockOptions;
  /**
   * The modules of the main thread and of the worker. Both report texts to the test by `say`. The main thread starts a
   * worker by
   * `startWorker(workerData)`, and calls the function that it gave to `whenTold` when the test calls `tell()`.
   */
  readonly main: string;
  readonly worker: string;
}

/** A process with a worker thread and a child clock. Leaving its scope kills it. */
interface Toy extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly clock: SteeredClock;
  /** The texts that its threads have reported so far, in order. */
  said(): readonly string[];
  /** Calls the function that the main thread gave to `whenTold`. */
  tell(): void;
}

async function startToy({ choice = { isSteered: true, livesByChannel: true }, main, worker }: ToyPlan): Promise<Toy> {
  const folder = await temporaryStorage();
  const log = join(folder.path, 'log');
  const prelude = `
    import { appendFileSync } from 'node:fs';
    import { parentPort, Worker, workerData } from 'node:worker_threads';
    const whenTold = (then) => process.on('message', (message) => message === 'go on' && then());
    const say = (...words) => appendFileSync(${JSON.stringify(log)}, words.join(' ') + '\\n');
    const startWorker = (workerData) => new Worker(new URL('worker.mjs', import.meta.url), { workerData });`;
  writeFileSync(log, '');
  writeFileSync(join(folder.path, 'main.mjs'), prelude + main);
  writeFileSync(join(folder.path, 'worker.mjs'), prelude + worker);
  const child = spawn(process.execPath, [join(folder.path, 'main.mjs')], {
    env: { ...process.env, ...childClock(choice).env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    child,
    clock: steer(child),
    said: () => readFileSync(log, 'utf8').split('\n').slice(0, -1),
    tell: () => child.send('go on'),
    async [Symbol.asyncDispose]() {
      if (isRunning(child)) {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      }
      await folder[Symbol.asyncDispose]();
    },
  };
}
