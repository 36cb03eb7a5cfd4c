import { fileURLToPath } from 'node:url';
import { type Serving, serveBy } from './calls.ts';

/** How a meter talks. */
export interface Manner {
  /** From one frame to the next. */
  readonly everyMs: number;
  /** After so long its bridge lets go of each reader. */
  readonly letsGoAfterMs?: number;
  /** Whether its frames carry labels that nobody knows: ever new ones, and many that come again. */
  readonly isStrange?: boolean;
}

/** Meters behind TCP bridges. Every frame has a serial number, the first 1, and is sent whole to somebody who reads. */
export interface Meters {
  /** Gives the port to configure. It talks once somebody reads. */
  open(meter: string, manner: Manner): Promise<string>;
  talk(meter: string, manner: Manner): Promise<void>;
  /** Its bridge lets go of who reads. */
  drop(meter: string): Promise<void>;
  /** So many frames more, without a pause. Resolves when they are on their way. */
  burst(meter: string, frames: number): Promise<void>;
  /** No further frame. Gives the number of the last one. */
  fallSilent(meter: string): Promise<number>;
  /** The number of the last frame. */
  sent(meter: string): Promise<number>;
  /** The frames that may have been on their way when the reader let go: few, and only where it did so of its own. */
  unheard(meter: string): Promise<readonly number[]>;
}

export function startMeters(): Serving<Meters> {
  const module = fileURLToPath(new URL('meters-process.ts', import.meta.url));
  return serveBy<Meters>(module, ['open', 'talk', 'drop', 'burst', 'fallSilent', 'sent', 'unheard']);
}
