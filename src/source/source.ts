import type { TicMode } from '../reading.ts';

export type BaudRate = 1200 | 9600;

/** The speed of each mode on the meter's own terminals (54E §5.3). */
export const USUAL_BAUD_RATE: { readonly [M in TicMode]: BaudRate } = { historique: 1200, standard: 9600 };

/** Where a meter's bytes come from: a serial port, a TCP bridge, the demo house, a recorded file. */
export interface Source {
  /** Its only speed, where the reader cannot choose one (the demo house, a recorded file). */
  readonly baudRate?: BaudRate;
  /** Whether the speed of the line is set elsewhere, as a TCP bridge does: the one that is asked for has no effect. */
  readonly setsOwnSpeed?: true;
  /** Whether it is a recording, which is not opened again after its end. */
  readonly recorded?: true;

  /**
   * Opens the source and gives the bytes as they arrive, in chunks, bit 7 included (the parity bit, on a line that
   * carries it). Returns when `life` ends, also while it is still opening. It is always closed afterwards.
   * @param life a signal that aborts when the bytes are no longer wanted. Here and elsewhere, `life` ends when its
   *   signal aborts
   * @throws SourceError when it cannot be opened, breaks, or is closed from the other side.
   */
  bytes(baudRate: BaudRate, life: AbortSignal): AsyncGenerator<Uint8Array, void>;
}

/**
 * Why a source gives nothing. `missing`: no such device. `forbidden`: no permission. `busy`: another program holds it.
 * `unreachable`: the host or its port does not answer. `gone`: it disappeared while it was open. `unsupported`: this
 * system's serial ports cannot be read. `other`: see the error's message.
 */
export type SourceTrouble = 'missing' | 'forbidden' | 'busy' | 'unreachable' | 'gone' | 'unsupported' | 'other';

/** A source could not be opened, or broke. `cause` is the error of the system. */
export class SourceError extends Error {
  readonly trouble: SourceTrouble;

  constructor(trouble: SourceTrouble, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'SourceError';
    this.trouble = trouble;
  }
}
