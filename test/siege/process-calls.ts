import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

type Calls<T> = { readonly [K in keyof T]: (...given: never[]) => Promise<unknown> };

/** A separate process whose functions can be called. Leaving its scope ends it. */
export type CallableProcess<T> = T & AsyncDisposable;

/**
 * Starts a module that calls `answerCalls` as a separate process, and gives its functions. What is computed there
 * delays neither the test nor what the test measures.
 */
/** @param names of the functions that the process answers */
export function startProcess<T extends Calls<T>>(
  module: string,
  names: readonly (keyof T & string)[],
): CallableProcess<T> {
  const child = fork(module, { serialization: 'advanced' });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let asked = 0;
  child.on('message', ({ id, value, error }: Answer) => {
    if (error === undefined) waiting.get(id)?.resolve(value);
    else waiting.get(id)?.reject(new Error(error));
    waiting.delete(id);
  });
  child.once('exit', (code) => {
    for (const one of waiting.values()) one.reject(new Error(`${module} has ended with ${code}`));
  });
  const call =
    (name: string) =>
    (...given: readonly unknown[]) => {
      asked += 1;
      const answer = Promise.withResolvers<unknown>();
      waiting.set(asked, answer);
      child.send({ id: asked, name, given } satisfies Question);
      return answer.promise;
    };
  const calls = Object.fromEntries(names.map((name) => [name, call(name)])) as unknown as T;
  return { ...calls, [Symbol.asyncDispose]: () => ended(child) };
}

/** In that process: answers calls until the test closes the channel. */
export function answerCalls<T extends Calls<T>>(calls: T): void {
  process.on('message', async ({ id, name, given }: Question) => {
    const call = calls[name as keyof T] as unknown as (...given: readonly unknown[]) => Promise<unknown>;
    // The test may have ended meanwhile.
    const answer = (message: Answer) => process.send?.(message, undefined, undefined, () => {});
    try {
      answer({ id, value: await call(...given) });
    } catch (error) {
      answer({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.on('disconnect', () => process.exit());
}

interface Question {
  readonly id: number;
  readonly name: string;
  readonly given: readonly unknown[];
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** The monotonic clock that all processes of this machine share, in ms. */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
