import { type Character, electronics, type Load, motor, type Place, RESISTOR, type Wires } from './grid.ts';
import type { Outdoors } from './outdoors.ts';

const HOUR_S = 3600;
const DAY_S = 86_400;
const NOISE = 0.01;

/**
 * A resistor behind a thermostat, which switches it on for a part of each cycle: of some forty seconds with electronics,
 * of minutes without. The pilot wire lowers the temperature at night and, on working days, while nobody is at home.
 */
export class ElectricHeater implements Load {
  readonly #watts: number;
  readonly #cycleS: number;
  readonly #place: Place;
  readonly #random: () => number;
  readonly #outdoors: Outdoors;
  readonly #strength: number;
  #cycleBeganS = 0;
  #nextCycleS: number;
  #share = 0;

  constructor(watts: number, cycleS: number, place: Place, random: () => number, outdoors: Outdoors) {
    this.#watts = watts;
    this.#cycleS = cycleS;
    this.#place = place;
    this.#random = random;
    this.#outdoors = outdoors;
    this.#nextCycleS = Math.floor(random() * cycleS);
    this.#strength = 0.7 + random() * 0.5;
  }

  step(wires: Wires, second: number): void {
    if (second === this.#nextCycleS) {
      this.#cycleBeganS = second;
      this.#nextCycleS = second + Math.round(this.#cycleS * (0.95 + this.#random() * 0.1));
      this.#share = this.#wanted(second) * (0.9 + this.#random() * 0.2);
    }
    if (second - this.#cycleBeganS >= this.#share * this.#cycleS) return;
    wires.add(this.#place, this.#watts * (1 + (this.#random() - 0.5) * NOISE), RESISTOR);
  }

  #wanted(second: number): number {
    const hour = (second / HOUR_S) % 24;
    const isWeekend = Math.floor(second / DAY_S) % 7 >= 5;
    const isAway = !isWeekend && hour > 8.5 && hour < 16.5;
    const isNight = hour > 22.5 || hour < 5.75;
    // For an hour after a lowered temperature it heats more.
    const isCatchingUp = (hour >= 5.75 && hour < 7) || (!isWeekend && hour >= 16.5 && hour < 17.75);
    const times = isAway || isNight ? 0.55 : isCatchingUp ? 1.7 : 1;
    return Math.min(1, this.#outdoors.heat(second) * this.#strength * times);
  }
}

/**
 * A heat pump with an inverter: its power follows what the house wants, and its power factor its power, from 0.8 at a
 * tenth to 0.97 at full power. Every hour and a half it stops for four minutes, to thaw.
 */
export class HeatPump implements Load {
  readonly #fullW: number;
  readonly #place: Place;
  readonly #random: () => number;
  readonly #outdoors: Outdoors;
  readonly #fan: Character = motor(0.75);
  readonly #characters: readonly Character[];
  #share = 0;
  #wish = 0.4;

  constructor(fullW: number, place: Place, random: () => number, outdoors: Outdoors) {
    this.#fullW = fullW;
    this.#place = place;
    this.#random = random;
    this.#outdoors = outdoors;
    this.#characters = Array.from({ length: 21 }, (_, nth) => electronics(0.97 - 0.19 * (1 - nth / 20) ** 2));
  }

  step(wires: Wires, second: number): void {
    if (second % 60 === 0) {
      const heat = this.#outdoors.pumping(second);
      // At little heat it stops and starts instead of running slowly.
      const rests = heat === 0 || (heat < 0.35 && second % 2700 < 1100);
      this.#wish = rests || second % 5400 < 240 ? 0 : Math.max(0.15, heat * (0.8 + this.#random() * 0.3));
    }
    this.#share += Math.min(0.01, Math.max(-0.05, this.#wish - this.#share));
    wires.add(this.#place, 12, this.#fan);
    if (this.#share < 0.05) return;
    const watts = this.#fullW * this.#share * (1 + (this.#random() - 0.5) * 0.02);
    const nth = Math.min(20, Math.round(this.#share * 20));
    wires.add(this.#place, watts, this.#characters[nth] as Character);
    wires.add(this.#place, 60, this.#fan);
  }
}

/** Solar panels: the sun of a clear sky, clouds that come and go within seconds, and a filter that stays at night. */
export class Solar implements Load {
  readonly #peakW: number;
  readonly #place: Place;
  readonly #random: () => number;
  readonly #outdoors: Outdoors;
  /** An inverter for the grid has harmonics of some 3 %, and a displacement of some 3°. */
  readonly #inverter: Character = { varPerW: -0.05, distortionPerW: 0.03, isResistor: false };
  readonly #filter: Character = { varPerW: -20, distortionPerW: 0, isResistor: false };
  #sky = 1;
  #cloud = 1;

  constructor(peakW: number, place: Place, random: () => number, outdoors: Outdoors) {
    this.#peakW = peakW;
    this.#place = place;
    this.#random = random;
    this.#outdoors = outdoors;
  }

  step(wires: Wires, second: number): void {
    if (second % 300 === 0) {
      const day = Math.floor(second / DAY_S);
      const cloudiness = 0.5 + 0.45 * Math.sin(day * 2.3);
      this.#sky = this.#random() < cloudiness ? 0.15 + this.#random() * 0.5 : 1;
    }
    this.#cloud += (this.#sky - this.#cloud) / 25 + (this.#random() - 0.5) * 0.01;
    wires.add(this.#place, 3, this.#filter);
    const sun = this.#outdoors.sun(second);
    if (sun === 0) return;
    wires.add(this.#place, -this.#peakW * sun * Math.min(1.05, Math.max(0.05, this.#cloud)), this.#inverter);
  }
}
