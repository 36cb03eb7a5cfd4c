import { fileURLToPath } from 'node:url';
import { type CallableProcess, startProcess } from './process-calls.ts';
import type { Span } from './tile-readers.ts';

/** How a meter behaves. */
export interface Behaviour {
  /** The time from one frame to the next. */
  readonly everyMs: number;
  /** After how long its bridge disconnects each reader. */
  readonly disconnectsAfterMs?: number;
  /**
   * The kind of its frames. Unless given, they are everyday frames in historique mode. `unknown labels`: everyday frames with
   * labels that no specification names, some of them in every frame and many in one frame only. `every register`: frames in
   * standard mode with all registers that a meter can have.
   */
  readonly frames?: 'unknown labels' | 'every register';
}

/** Meters behind TCP bridges. Every frame has a serial number, from 1 on, and is sent completely to the reader. */
export interface Meters {
  /** Gives the port to configure. The meter sends while a reader is connected. */
  open(meter: string, behaviour: Behaviour): Promise<string>;
  setBehaviour(meter: string, behaviour: Behaviour): Promise<void>;
  /** Its bridge disconnects the reader. */
  drop(meter: string): Promise<void>;
  /** Sends so many further frames without a pause. Resolves when they were written to the socket. */
  burst(meter: string, frames: number): Promise<void>;
  /** The serial number of the last frame. */
  sent(meter: string): Promise<number>;
  /** When readers disconnected by themselves. */
  lost(meter: string): Promise<readonly LostReader[]>;
  /** The times when the process of the meters did not run although it was due. */
  pauses(): Promise<readonly Span[]>;
}

/** A reader that disconnected by itself: the bridge had not disconnected it. */
export interface LostReader {
  readonly atMs: number;
  /** The serial numbers of the frames that may have been on their way to it. */
  readonly unreadSerials: readonly number[];
}

export function startMeters(): CallableProcess<Meters> {
  const module = fileURLToPath(new URL('meters-process.ts', import.meta.url));
  return startProcess<Meters>(module, ['open', 'setBehaviour', 'drop', 'burst', 'sent', 'lost', 'pauses']);
}
