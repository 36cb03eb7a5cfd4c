export type BaudRate = 1200 | 9600;

/** Where a meter's bytes come from: a serial port, a TCP bridge, the demo house, a recorded file. */
export interface Source {
  /** The only speed it has, when it is not ours to choose (the demo house, a recorded file). */
  readonly baudRate?: BaudRate;
  /** Whether it is a recording, which is over when it ends. */
  readonly recorded?: true;

  /**
   * Opens it and gives the bytes as they come, bit 7 included (the parity bit, on a line that carries it). Ends when
   * `life` does, however far the opening has come; whatever ends it, it is closed then.
   * @throws SourceError when it cannot be opened, breaks, or is closed from the other side.
   */
  bytes(baudRate: BaudRate, life: AbortSignal): AsyncGenerator<Uint8Array, void>;
}

/**
 * Why a source gives nothing: `missing` no such device, `forbidden` no rights to it, `busy` another program has it,
 * `unreachable` the host or its port does not answer, `gone` it went away while open, `unsupported` this system has no
 * serial ports that can be read, `other` the cause says more.
 */
export type SourceTrouble = 'missing' | 'forbidden' | 'busy' | 'unreachable' | 'gone' | 'unsupported' | 'other';

/** A broken world on the left of the wire; `cause` holds what the system said. */
export class SourceError extends Error {
  readonly trouble: SourceTrouble;

  constructor(trouble: SourceTrouble, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'SourceError';
    this.trouble = trouble;
  }
}
