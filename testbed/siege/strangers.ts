import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The ports of a home that everybody on its machine can reach: those of its meter, and that of the house's page. */
export interface SharedPorts {
  /** The bytes of the line. */
  readonly line: number;
  /** The newest reading, over HTTP. */
  readonly reading: number;
  readonly page: number;
}

/** What strangers do to these ports. */
export type Attack =
  | 'pipelined requests'
  | 'headers byte by byte'
  | 'readers that never read'
  | 'held connections'
  | 'many pages';

/** What is attacked, and how. */
export interface Raid {
  readonly attack: Attack;
  readonly ports: SharedPorts;
  /** The slug of the meter that pages show. */
  readonly meter: string;
}

/** What an attack has done so far, so that none does nothing. */
export interface AttackDone {
  /** How many connections were accepted, by port. */
  readonly connections: { readonly [P in keyof SharedPorts]: number };
  /** How many bytes the system has taken for them. */
  readonly sentBytes: number;
  /** Of each open page: how many answers it got, by path and status. */
  readonly pages: readonly PageAnswers[];
}

/** How many answers of each kind a page got: by the path, and the status or `none`, as in `/api/status 200`. */
export interface PageAnswers {
  readonly [pathAndStatus: string]: number;
}

/** Strangers, in a process of their own. Leaving its scope ends them, with all their connections. */
export interface Strangers extends AsyncDisposable {
  /** What they have done; undefined until they tell it. */
  readonly done: AttackDone | undefined;
}

export function startStrangers(raid: Raid): Strangers {
  const child = fork(fileURLToPath(new URL('strangers-process.ts', import.meta.url)), [JSON.stringify(raid)]);
  const exited = once(child, 'exit');
  let done: AttackDone | undefined;
  child.on('message', (told: AttackDone) => {
    done = told;
  });
  return {
    get done() {
      return done;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
