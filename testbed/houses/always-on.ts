import { type Character, type Load, motor, type Place, type Wires } from './grid.ts';
import { type Range, within } from './range.ts';

/** Each load is never quite still. */
const NOISE = 0.01;
const HOUR_S = 3600;

/** What is never switched off: standby, a router, a ventilation. It drifts slowly. */
export class Steady implements Load {
  readonly #watts: number;
  readonly #character: Character;
  readonly #place: Place;
  readonly #random: () => number;
  readonly #wander: number;
  #factor = 1;

  /** @param wander how much its power changes from second to second, as a share of it */
  constructor(watts: number, character: Character, place: Place, random: () => number, wander = 0.002) {
    this.#watts = watts;
    this.#character = character;
    this.#place = place;
    this.#random = random;
    this.#wander = wander;
  }

  step(wires: Wires): void {
    this.#factor += (this.#random() - 0.5) * this.#wander - (this.#factor - 1) * 0.001;
    const noise = 1 + (this.#random() - 0.5) * NOISE;
    wires.add(this.#place, this.#watts * Math.max(0.2, this.#factor) * noise, this.#character);
  }
}

/** How a compressor runs. */
export interface Compressor {
  readonly watts: number;
  readonly powerFactor: number;
  readonly onS: Range;
  readonly offS: Range;
  /** A resistor that thaws it, every so many hours. */
  readonly defrost?: { readonly watts: number; readonly seconds: number; readonly everyHours: number };
}

/** A fridge, a freezer, a milk tank: a compressor with its thermostat. It starts with a multiple of its current. */
export class Cooled implements Load {
  readonly #compressor: Compressor;
  readonly #character: Character;
  readonly #defrost: Character = { varPerW: 0, distortionPerW: 0, isResistor: true };
  readonly #place: Place;
  readonly #random: () => number;
  #isOn = false;
  #untilS: number;
  #startedAtS = 0;

  constructor(compressor: Compressor, place: Place, random: () => number) {
    this.#compressor = compressor;
    this.#character = motor(compressor.powerFactor);
    this.#place = place;
    this.#random = random;
    this.#untilS = within(compressor.offS, random);
  }

  step(wires: Wires, second: number): void {
    const { watts, defrost, onS, offS } = this.#compressor;
    if (second >= this.#untilS) {
      this.#isOn = !this.#isOn;
      this.#untilS = second + Math.round(within(this.#isOn ? onS : offS, this.#random) * warmth(second));
      this.#startedAtS = second;
    }
    if (defrost && second % (defrost.everyHours * HOUR_S) < defrost.seconds) {
      wires.add(this.#place, defrost.watts, this.#defrost);
      return;
    }
    if (!this.#isOn) return;
    const ranS = second - this.#startedAtS;
    const noise = 1 + (this.#random() - 0.5) * NOISE;
    // It pulls more while it begins to cool, and a multiple of it in the second in which it starts.
    const load = ranS === 0 ? 2 : 1 + 0.2 * Math.exp(-ranS / 120);
    wires.add(this.#place, watts * load * noise, this.#character, ranS === 0 ? 3 : 1);
  }
}

/** A compressor runs longer by day, when doors are opened. */
function warmth(second: number): number {
  const hour = (second / HOUR_S) % 24;
  return hour > 7 && hour < 22 ? 1.1 : 0.9;
}
