import type { TicMode } from '../reading.ts';
import type { Texts } from '../texts/texts.ts';
import type { Fault } from '../tic/fault.ts';
import type { PortHolder } from './port-holders.ts';

/** Why there is nothing to be had from a port, the first cause first. */
export type PortTrouble =
  /** It is no PORT at all. */
  | { readonly kind: 'notAPort' }
  /** Not there; `ports` are. */
  | { readonly kind: 'missing'; readonly ports: readonly string[] }
  /** Not there, as the UART of the Raspberry Pi is off. */
  | { readonly kind: 'uartOff'; readonly file: string }
  /** There, and no device. */
  | { readonly kind: 'noDevice' }
  /** `join` the group; `loginAgain`, being in it for a moment only; `open` it to its group. */
  | {
      readonly kind: 'forbidden';
      readonly user: string;
      readonly group: string;
      readonly remedy: 'join' | 'loginAgain' | 'open';
    }
  /** Nobody in `holders`: only root may see who. */
  | { readonly kind: 'busy'; readonly holders: readonly PortHolder[] }
  /** The running plugin reads it, and heard a meter there `seconds` ago, or never. */
  | { readonly kind: 'deaf'; readonly seconds?: number; readonly bridge: boolean }
  /** Linux still has its console there, says `setting` in `file`. */
  | { readonly kind: 'console'; readonly file: string; readonly setting: string }
  /** On a Raspberry Pi, this UART goes to the Bluetooth chip, or to the debug connector of a Raspberry Pi 5. */
  | { readonly kind: 'bluetooth' }
  | { readonly kind: 'debugPort' }
  /** Its speed follows that of the processor, as `file` does not hold it. */
  | { readonly kind: 'miniUart'; readonly file: string }
  | { readonly kind: 'unreachable' | 'unreadable'; readonly reason: string }
  /** It broke after so many bytes. */
  | { readonly kind: 'gone'; readonly reason: string; readonly bytes: number; readonly bridge: boolean }
  | { readonly kind: 'silent'; readonly seconds: number; readonly onPins: boolean; readonly bridge: boolean }
  /** Bytes, but nothing of the TIC in them, at any speed. `bridge`: which sets the speed itself. */
  | { readonly kind: 'wrongSpeed'; readonly bytes: number; readonly bridge: boolean }
  | { readonly kind: 'parity'; readonly percent: number }
  | { readonly kind: 'otherMode'; readonly found: TicMode; readonly expected: TicMode }
  /** `shared`: as when another program takes a part of the bytes, and only root may see whether one does. */
  | { readonly kind: 'refused'; readonly percent: number; readonly mostly: Fault['kind']; readonly shared?: true }
  /** Groups, but no frame: the meter's number is in none, or nothing tells where one begins and ends. */
  | { readonly kind: 'noFrame'; readonly mode: TicMode; readonly lacks: 'number' | 'bounds' };

/** A trouble in words: what it is, and what to do about it. */
export function portTroubleText(port: string, trouble: PortTrouble, words: Texts['cli']['doctor']['trouble']): string {
  // Each of these takes the facts of its own kind.
  const say = words[trouble.kind] as (port: string, facts: PortTrouble) => string;
  return say(port, trouble);
}
