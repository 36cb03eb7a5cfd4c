import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { childClock } from '../child-clock/child-clock.ts';
import { isRunning } from '../homebridge/homebridge.ts';
import { PROJECT } from '../project.ts';
import { reportOnFailure } from '../run/failure-report.ts';

/** The demo of `npm run demo`, on the loopback interface. Leaving its scope kills it. */
export interface Demo extends Disposable {
  /** Its output so far. */
  said(): string;
  /** Sends it a Ctrl-C. Gives its exit code and the signal that ended it. */
  interrupt(): Promise<readonly unknown[]>;
}

/** Starts the demo, without the build with which `npm run demo` begins: other tests are using that build. */
export function startDemo(options: readonly string[], env: NodeJS.ProcessEnv = {}): Demo {
  const child = spawn(process.execPath, ['demo/demo.ts', '--bind', 'lo', ...options], {
    cwd: PROJECT,
    env: { ...process.env, ...childClock({ endsSlowly: true }).env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  reportOnFailure({ name: 'the demo', said: () => said.split('\n') });
  return {
    said: () => said,
    interrupt() {
      child.kill('SIGINT');
      return ended;
    },
    [Symbol.dispose]() {
      if (isRunning(child)) child.kill('SIGKILL');
    },
  };
}
