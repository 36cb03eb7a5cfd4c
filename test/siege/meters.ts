import { fileURLToPath } from 'node:url';
import { type CallableProcess, startProcess } from './process-calls.ts';
import type { Span } from './tile-readers.ts';

/** How a meter talks. */
export interface Behaviour {
  /** From one frame to the next. */
  readonly everyMs: number;
  /** After so long its bridge lets go of each reader. */
  readonly letsGoAfterMs?: number;
  /**
   * What its frames are, unless they are those of an everyday meter in historique mode. `strange`: these, with labels that
   * nobody knows, ever new ones, and many that come again. `every register`: in standard mode, with all that a meter can count.
   */
  readonly frames?: 'strange' | 'every register';
}

/** Meters behind TCP bridges. Every frame has a serial number, the first 1, and is sent whole to somebody who reads. */
export interface Meters {
  /** Gives the port to configure. It talks once somebody reads. */
  open(meter: string, manner: Behaviour): Promise<string>;
  talk(meter: string, manner: Behaviour): Promise<void>;
  /** Its bridge lets go of who reads. */
  drop(meter: string): Promise<void>;
  /** So many frames more, without a pause. Resolves when they are on their way. */
  burst(meter: string, frames: number): Promise<void>;
  /** The number of the last frame. */
  sent(meter: string): Promise<number>;
  /** When a reader let go of its own. */
  lost(meter: string): Promise<readonly LostReader[]>;
  /** When the process of the meters did not run although it was due. */
  pauses(): Promise<readonly Span[]>;
}

/** A reader that let go of the meter, which was not its bridge's doing. */
export interface LostReader {
  readonly atMs: number;
  /** The numbers of the frames that may have been on their way to it. */
  readonly unheard: readonly number[];
}

export function startMeters(): CallableProcess<Meters> {
  const module = fileURLToPath(new URL('meters-process.ts', import.meta.url));
  return startProcess<Meters>(module, ['open', 'talk', 'drop', 'burst', 'sent', 'lost', 'pauses']);
}
