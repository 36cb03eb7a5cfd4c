import { fileURLToPath } from 'node:url';
import { type CallableProcess, startProcess } from './process-calls.ts';

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

/** What an attack has done, so that none does nothing. */
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

/** Strangers, who do one thing at a time to one home. */
export interface Strangers {
  /** Begins an attack. Resolves when its first connections were accepted. */
  begin(attack: Attack, ports: SharedPorts, meter: string): Promise<void>;
  /** Ends it, with all its connections. */
  end(): Promise<AttackDone>;
}

/**
 * A process of its own for strangers, so that they do not hold up the test. It gets a core only when nobody else wants it, as in
 * a house they have machines of their own.
 */
export function startStrangers(): CallableProcess<Strangers> {
  const module = fileURLToPath(new URL('strangers-process.ts', import.meta.url));
  return startProcess<Strangers>(module, ['begin', 'end']);
}
