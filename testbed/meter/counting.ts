import type { TicMode } from '../../src/reading.ts';
import type { WireGroup } from '../../src/tic/encode.ts';
import { HOUR_MS } from '../support/time.ts';
import type { PtyMeter } from './pty-meter.ts';

/** How often the index is looked at: often enough that a frame is as true as a real one. */
const STEP_MS = 50;

export interface CountedEnergy {
  /** The active power, which the index counts. */
  readonly watts: number;
  /** How many times as fast as this machine's clock that of the reader runs. */
  readonly rate?: number;
  readonly mode: TicMode;
  /** The frame with this index. */
  readonly frame: (indexWh: number) => readonly WireGroup[];
}

/** Makes a meter count energy as time passes, until the scope is left. Its index begins with the Wh that it is given. */
export function countEnergy(meter: PtyMeter, fromWh: number, counted: CountedEnergy): Disposable {
  const { watts, rate = 1, mode, frame } = counted;
  const beganMs = performance.now();
  const say = () => {
    const passedMs = (performance.now() - beganMs) * rate;
    meter.say(frame(Math.floor(fromWh + (watts * passedMs) / HOUR_MS)), mode);
  };
  say();
  const timer = setInterval(say, STEP_MS);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
