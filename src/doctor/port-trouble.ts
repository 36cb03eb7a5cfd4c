import type { TicMode } from '../reading/reading.ts';
import type { PortHolder } from '../source/port-holders.ts';
import type { BaudRate } from '../source/source.ts';
import type { Texts } from '../texts/texts.ts';
import type { Fault } from '../tic/fault.ts';

/** Why a port gives no data, or bad data. The causes are in the order in which they are looked for. */
export type PortTrouble =
  /** The text is not a PORT. */
  | { readonly kind: 'notAPort' }
  /** The device does not exist; `ports` do. */
  | { readonly kind: 'missing'; readonly ports: readonly string[] }
  /** The device does not exist because the UART of the Raspberry Pi is switched off in `file`. */
  | { readonly kind: 'uartOff'; readonly file: string }
  /** The path exists, but it is not a device. */
  | { readonly kind: 'noDevice' }
  /**
   * The user may not open the device. Remedies: `join` the group; `loginAgain`, since the session began before the user joined;
   * `open` the device to the group.
   */
  | {
      readonly kind: 'forbidden';
      readonly user: string;
      readonly group: string;
      readonly remedy: 'join' | 'loginAgain' | 'open';
    }
  /**
   * Other programs have the device. `holders` is empty if only root can see which. `beside`: ours, which has it too, and loses the bytes
   * that they take.
   */
  | { readonly kind: 'busy'; readonly holders: readonly PortHolder[]; readonly beside?: readonly PortHolder[] }
  /** The running plugin reads the port, and last heard a meter there `seconds` ago, or never. */
  | { readonly kind: 'deaf'; readonly seconds?: number; readonly bridge: boolean }
  /** The plugin, in whose settings the port is, runs and does not answer. The port was not opened. */
  | { readonly kind: 'unanswering' }
  /** Linux has its serial console on the device, because of `setting` in `file`. */
  | { readonly kind: 'console'; readonly file: string; readonly setting: string }
  /** This UART of a Raspberry Pi goes to the Bluetooth chip or, on a Raspberry Pi 5, to the debug connector. */
  | { readonly kind: 'bluetooth' }
  | { readonly kind: 'debugPort' }
  /** The speed of the mini UART follows the processor's clock, since `file` does not fix it. */
  | { readonly kind: 'miniUart'; readonly file: string }
  | { readonly kind: 'unreachable' | 'unreadable'; readonly reason: string }
  /** The source broke after so many bytes. */
  | { readonly kind: 'gone'; readonly reason: string; readonly bytes: number; readonly bridge: boolean }
  | {
      readonly kind: 'silent';
      readonly seconds: number;
      readonly onPins: boolean;
      readonly bridge: boolean;
      /** It is a file: nothing was ever recorded in it. */
      readonly recorded?: boolean;
    }
  /** Bytes come, but no speed makes TIC of them. A `bridge` sets its own speed. */
  | { readonly kind: 'wrongSpeed'; readonly bytes: number; readonly bridge: boolean }
  | { readonly kind: 'parity'; readonly percent: number }
  | { readonly kind: 'otherMode'; readonly found: TicMode; readonly expected: TicMode }
  /** The line can be read at another speed than the one that is set. */
  | { readonly kind: 'otherSpeed'; readonly mode: TicMode; readonly found: BaudRate; readonly expected: BaudRate }
  /** Too many groups are refused. */
  | { readonly kind: 'refused'; readonly percent: number; readonly mostly: Fault['kind'] }
  /** Valid groups come, but no frame: the meter's number is missing, or so are STX and ETX, which delimit frames. */
  | { readonly kind: 'noFrame'; readonly mode: TicMode; readonly lacks: 'number' | 'bounds' };

/** A trouble in words: what is wrong, and what to do about it. */
export function portTroubleText(port: string, trouble: PortTrouble, words: Texts['cli']['doctor']['trouble']): string {
  // Each text takes a trouble of its own kind, which TypeScript cannot see through the union.
  const say = words[trouble.kind] as (port: string, facts: PortTrouble) => string;
  return say(port, trouble);
}
