/** Where a load is: on one phase, 0 to 2, or on all three with a third of it on each. */
export type Place = number | 'all';

/** How a load draws its power, apart from how much. */
export interface Character {
  /** Reactive power in var for each W: positive for coils (motors), negative for capacitors (filters of electronics). */
  readonly varPerW: number;
  /** The power of its harmonics in VA for each W: currents that are no sine carry apparent power and no energy. */
  readonly distortionPerW: number;
  /** Whether its power follows the square of the voltage. */
  readonly isResistor: boolean;
}

/** A wire that gives heat: power factor 1. */
export const RESISTOR: Character = { varPerW: 0, distortionPerW: 0, isResistor: true };

/** @param powerFactor of a motor; nearly all of what is missing to 1 is reactive */
export function motor(powerFactor: number): Character {
  const missing = Math.sqrt(1 / powerFactor ** 2 - 1);
  return { varPerW: missing * 0.99, distortionPerW: missing * 0.14, isResistor: false };
}

/** @param powerFactor of electronics: most of what is missing to 1 is harmonics, and some of it is capacitive */
export function electronics(powerFactor: number): Character {
  const missing = Math.sqrt(1 / powerFactor ** 2 - 1);
  return { varPerW: -missing * 0.4, distortionPerW: missing * 0.917, isResistor: false };
}

/** Nominal voltage in V. */
const NOMINAL_V = 230;
/** The wire from the transformer: the voltage of a phase falls by so many V for each A drawn, and rises for each A given. */
const WIRE_OHM = 0.15;

/**
 * What all loads of a house draw within one second, by phase. The apparent power of a phase is
 * √((ΣP)² + (ΣQ)² + (ΣD)²): active and reactive power add up with their signs. Harmonics add up too, because most of
 * them come from rectifiers, and all of these draw their current at the peak of the same voltage. This is simpler than a
 * real house: the voltage is a sine whatever is drawn, and no harmonics cancel each other.
 */
export class Grid implements Wires {
  readonly activeW = new Float64Array(3);
  readonly voltageV = new Float64Array(3).fill(NOMINAL_V);
  readonly apparentVA = new Float64Array(3);
  readonly #phases: 1 | 3;
  readonly #random: () => number;
  readonly #reactiveVar = new Float64Array(3);
  readonly #distortionVA = new Float64Array(3);
  readonly #suppliedV = new Float64Array(3).fill(NOMINAL_V);

  constructor(phases: 1 | 3, random: () => number) {
    this.#phases = phases;
    this.#random = random;
  }

  /**
   * Begins the next second. The voltage drifts by the hour and by chance. It falls with a current that is drawn, and rises
   * with one that is given.
   */
  begin(second: number): void {
    for (let phase = 0; phase < this.#phases; phase += 1) {
      const before = this.#suppliedV[phase] as number;
      const usual = 235 - 4 * Math.sin((second / 86_400) * 2 * Math.PI);
      this.#suppliedV[phase] = before + (usual - before) / 3600 + (this.#random() - 0.5) * 0.3;
      const currentA = (this.apparentVA[phase] as number) / before;
      const drawnA = (this.activeW[phase] as number) < 0 ? -currentA : currentA;
      this.voltageV[phase] = (this.#suppliedV[phase] as number) - drawnA * WIRE_OHM;
      this.activeW[phase] = 0;
      this.#reactiveVar[phase] = 0;
      this.#distortionVA[phase] = 0;
    }
  }

  add(place: Place, watts: number, character: Character, reactiveTimes = 1): void {
    if (place !== 'all') this.#addTo(place, watts, character, reactiveTimes);
    else for (let phase = 0; phase < 3; phase += 1) this.#addTo(phase, watts / 3, character, reactiveTimes);
  }

  /** Ends the second: from now on `apparentVA` is that of this second. */
  end(): void {
    for (let phase = 0; phase < this.#phases; phase += 1) {
      const activeW = this.activeW[phase] as number;
      const reactiveVar = this.#reactiveVar[phase] as number;
      const distortionVA = this.#distortionVA[phase] as number;
      this.apparentVA[phase] = Math.sqrt(activeW * activeW + reactiveVar * reactiveVar + distortionVA * distortionVA);
    }
  }

  #addTo(phase: number, watts: number, character: Character, reactiveTimes: number): void {
    const real = character.isResistor ? watts * ((this.voltageV[phase] as number) / NOMINAL_V) ** 2 : watts;
    const distortionVA = Math.abs(watts) * character.distortionPerW;
    this.activeW[phase] = (this.activeW[phase] as number) + real;
    this.#reactiveVar[phase] = (this.#reactiveVar[phase] as number) + watts * character.varPerW * reactiveTimes;
    this.#distortionVA[phase] = (this.#distortionVA[phase] as number) + distortionVA;
  }
}

/** What takes up the power of loads. */
export interface Wires {
  /**
   * Adds a load.
   * @param watts at 230 V
   * @param reactiveTimes how many times its reactive power is the usual one: more while a motor starts
   */
  add(place: Place, watts: number, character: Character, reactiveTimes?: number): void;
}

/** Anything in a house that draws or gives power. */
export interface Load {
  /** Adds what it draws in this second, counted from a Monday at midnight. Seconds come in order, without gaps. */
  step(wires: Wires, second: number): void;
}
