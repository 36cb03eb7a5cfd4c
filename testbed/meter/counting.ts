import type { TicMode } from '../../src/reading/reading.ts';
import type { WireGroup } from '../../src/tic/encode.ts';
import { HOUR_MS } from '../support/time.ts';
import type { PtyMeter } from './pty-meter.ts';

/** How often the index is looked at: often enough that a frame is as true as a real one. */
const STEP_MS = 50;

export interface CountedEnergy {
  /** The active power, which the index counts. */
  readonly watts: number;
  /** The monotonic clock of the reader; that of this machine unless given. */
  readonly now?: () => number;
  readonly mode: TicMode;
  /** The frame with this index. */
  readonly frame: (indexWh: number) => readonly WireGroup[];
}

/** Makes a meter count energy as time passes, until the scope is left. Its index begins with the Wh that it is given. */
export function countEnergy(meter: PtyMeter, fromWh: number, counted: CountedEnergy): Disposable {
  const { watts, now = () => performance.now(), mode, frame } = counted;
  const beganMs = now();
  const say = () => {
    meter.say(frame(Math.floor(fromWh + (watts * (now() - beganMs)) / HOUR_MS)), mode);
  };
  say();
  const timer = setInterval(say, STEP_MS);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
