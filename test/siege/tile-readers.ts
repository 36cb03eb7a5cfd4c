import { fileURLToPath } from 'node:url';
import type { PairingData } from 'hap-controller';
import { type CallableProcess, startProcess } from './process-calls.ts';

/** How often a home is asked for its number, in ms. */
export const READ_EVERY_MS = 50;

/** From when to when, on the clock of `nowMs`. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** One question for the number of a tile, from when it was asked to when it was answered. */
export interface Read extends Span {
  /** Absent when it was not answered with a number, or is not answered yet. */
  readonly value?: number;
  /** What came instead. */
  readonly failure?: string;
  /** For how many ms of it who was asked, and who asked, waited for a core. Absent where the system does not tell. */
  readonly waitedMs?: number;
}

/** A bridge, and a phone that is paired with it. */
export interface PairedBridge {
  readonly username: string;
  readonly port: number;
  readonly pairing: PairingData;
  /** The process that answers. */
  readonly pid: number;
}

/** Phones that read the only light sensor of each home twenty times a second. */
export interface Readers {
  /** Resolves when the first read was answered. */
  begin(home: string, bridge: PairedBridge): Promise<void>;
  end(home: string): Promise<void>;
  /** The reads of a home that were under way in that time. One that is not answered, after some patience, lasts until now. */
  reads(home: string, span: Span): Promise<readonly Read[]>;
  /** When the process that reads did not run although it was due: its machine was busy, or stood still. */
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
