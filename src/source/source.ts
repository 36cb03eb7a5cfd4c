import type { TicMode } from '../reading/reading.ts';

export type BaudRate = 1200 | 9600;

/** The baud rate of each mode at the meter's own terminals (54E §5.3). */
export const USUAL_BAUD_RATE: { readonly [M in TicMode]: BaudRate } = { historique: 1200, standard: 9600 };

/** Where a meter's bytes come from: a serial port, a TCP bridge, the demo house, a recorded file. */
export interface Source {
  /** The only baud rate, if the reader cannot choose one (the demo house, a recorded file). */
  readonly baudRate?: BaudRate;
  /** Set if the baud rate of the line is configured elsewhere, as in a TCP bridge: the requested rate has no effect. */
  readonly setsOwnSpeed?: true;
  /** Set for a recording, which is not opened again after its end. */
  readonly recorded?: true;

  /**
   * Opens the source and yields the bytes as they arrive, in chunks, including bit 7 (the parity bit, on a line that carries it). Returns
   * when `life` ends, even while the source is still being opened. The source is always closed afterwards.
   * @param life a signal that aborts when the bytes are no longer wanted. Here and elsewhere, `life` ends when its signal aborts
   * @throws SourceError if the source cannot be opened, breaks, or is closed by the other side.
   */
  bytes(baudRate: BaudRate, life: AbortSignal): AsyncGenerator<Uint8Array, void>;
}

/**
 * Why a source delivers nothing. `missing`: no such device. `forbidden`: no permission. `busy`: another program has locked it.
 * `unreachable`: the host or its port does not answer. `gone`: it disappeared while it was open. `unsupported`: this system's serial ports
 * cannot be read. `other`: see the error's message.
 */
export type SourceTrouble = 'missing' | 'forbidden' | 'busy' | 'unreachable' | 'gone' | 'unsupported' | 'other';

/** A source could not be opened, or broke. `cause` is the system's error. */
export class SourceError extends Error {
  readonly trouble: SourceTrouble;

  constructor(trouble: SourceTrouble, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'SourceError';
    this.trouble = trouble;
  }
}
