import type { TicMode } from '../../src/reading/reading.ts';
import type { House } from './house.ts';
import type { Told } from './house-meter.ts';
import { live, modesOf } from './life.ts';
import { type Method, methods } from './rivals.ts';
import { type Score, Scorer } from './score.ts';

const DAY_S = 86_400;

/** The scores of all methods on the line of one house. */
export interface LineScores {
  readonly house: House;
  readonly mode: TicMode;
  /** The mean of the truth, without its sign. */
  readonly meanW: number;
  /** The mean of the truth for the mean of the apparent power. */
  readonly meanPowerFactor: number;
  /** Ours is the first. */
  readonly scores: ReadonlyMap<string, Score>;
}

/**
 * Lets all methods tell the power of a house for some days. The first day is for learning and is not scored.
 * @param make the methods, made anew for each line
 */
export function contest(house: House, days: number, make = methods, seed = 1): readonly LineScores[] {
  const lines = modesOf(house).map((mode) => new Line(house, mode, make()));
  live(house, days, lines, seed);
  return lines.map((line) => line.end());
}

class Line {
  readonly #house: House;
  readonly mode: TicMode;
  readonly #methods: readonly Method[];
  readonly #scorers: readonly Scorer[];
  #sumW = 0;
  #sumVA = 0;
  #count = 0;

  constructor(house: House, mode: TicMode, contestants: readonly Method[]) {
    this.#house = house;
    this.mode = mode;
    this.#methods = contestants;
    this.#scorers = contestants.map(() => new Scorer(DAY_S));
  }

  readonly take = (told: Told): void => {
    const { reading, activeW } = told;
    this.#sumW += Math.abs(activeW);
    this.#sumVA += (reading.apparentPowerVA ?? 0) + (reading.injectedPowerVA ?? 0);
    this.#count += 1;
    for (let nth = 0; nth < this.#methods.length; nth += 1) {
      const method = this.#methods[nth] as Method;
      const watts = method.measure(reading);
      this.#scorers[nth]?.take(told, watts, method.errorW);
    }
  };

  end(): LineScores {
    return {
      house: this.#house,
      mode: this.mode,
      meanW: this.#sumW / this.#count,
      meanPowerFactor: this.#sumW / this.#sumVA,
      scores: new Map(this.#methods.map(({ name }, nth) => [name, (this.#scorers[nth] as Scorer).end()])),
    };
  }
}
