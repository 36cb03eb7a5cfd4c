import { fileURLToPath } from 'node:url';
import type { PairingData } from 'hap-controller';
import { type CallableProcess, startProcess } from './process-calls.ts';

/** The interval at which the tile of a home is read, unless its plan says otherwise. */
export const READ_EVERY_MS = 100;

/** A span of time on the clock of `nowMs`. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** One read of the number of a tile, from its request to its answer. */
export interface Read extends Span {
  /** Absent when the answer was not a number, or has not come yet. */
  readonly value?: number;
  /** What came instead of a number. */
  readonly failure?: string;
  /**
   * For how many ms of it Homebridge, or a thread that it was waiting for, and the reader waited for a core, together. Absent where
   * the system has no such figure.
   */
  readonly waitedMs?: number;
}

/** A bridge with the keys of a paired phone. */
export interface PairedBridge {
  readonly username: string;
  readonly port: number;
  readonly pairing: PairingData;
  /** The process that serves the bridge. */
  readonly pid: number;
}

/** Phones that read the light sensor of each home ten times a second, or more often: the tile with its power. */
export interface Readers {
  /** Starts to read a home. Resolves when the first read was answered. */
  begin(home: string, bridge: PairedBridge, everyMs?: number): Promise<void>;
  end(home: string): Promise<void>;
  /**
   * The reads of a home that were pending at some time within the span. One without an answer, after a timeout, lasts
   * until now.
   */
  reads(home: string, span: Span): Promise<readonly Read[]>;
  /** The times when the process that reads did not run although it was due, because the machine was busy or stood still. */
  pauses(span: Span): Promise<readonly Span[]>;
}

export function startReaders(): CallableProcess<Readers> {
  return startProcess<Readers>(fileURLToPath(new URL('tile-readers-process.ts', import.meta.url)), [
    'begin',
    'end',
    'reads',
    'pauses',
  ]);
}
