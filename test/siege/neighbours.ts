import { fileURLToPath } from 'node:url';
import { type CallableProcess, startProcess } from './process-calls.ts';
import type { SharedPorts } from './strangers.ts';

/** What well-behaved programs got of what a home shares. */
export interface Served {
  /** How long each question over HTTP took until it had its answer, all attempts together. */
  readonly tookMs: { readonly reading: readonly number[]; readonly page: readonly number[] };
  /** Why attempts failed: how often each message was met, by port. */
  readonly failures: { readonly [portAndMessage: string]: number };
  /** What a reader of the line has read. */
  readonly line: Uint8Array;
  /** Whether that reader was still connected in the end. */
  readonly isConnected: boolean;
}

/** Programs that use what a home shares as it is meant: one reads the line, one asks each of the other ports. */
export interface Neighbours {
  /** Begins. Resolves when each of them has had something, or has waited for half a minute. */
  begin(ports: SharedPorts): Promise<void>;
  /** Resolves when the questions that are open have their answers, too. */
  end(): Promise<Served>;
}

/** They have a process of their own, so that what they wait for is the home. */
export function startNeighbours(): CallableProcess<Neighbours> {
  const module = fileURLToPath(new URL('neighbours-process.ts', import.meta.url));
  return startProcess<Neighbours>(module, ['begin', 'end']);
}
