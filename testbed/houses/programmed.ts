import type { Character, Load, Place, Wires } from './grid.ts';
import type { Months, Outdoors } from './outdoors.ts';
import { type Range, within } from './range.ts';

/** One consumer within an appliance, for as long as a step of its program lasts. */
interface Part {
  readonly watts: Range;
  readonly character: Character;
  /** It is on for some seconds and off for some, as a thermostat does it, in turns. */
  readonly turns?: { readonly on: Range; readonly off: Range };
  /** How much its power changes from second to second, as a share of it. */
  readonly wander?: number;
  /** Whether in the second in which it starts it draws 1.6 times its power, and a multiple of its reactive power. */
  readonly isMotor?: boolean;
}

/** All that an appliance does at one time. */
interface Step {
  readonly seconds: Range;
  readonly parts: readonly Part[];
}

/** The seconds of a day at which an appliance is started, in order. */
export type Habit = (day: number, random: () => number) => readonly number[];

/** An appliance that runs through the steps of a program each time that somebody or a clock starts it. */
export interface Appliance {
  readonly habit: Habit;
  readonly program: readonly Step[];
  /** When in the year it is used; all year, unless given. */
  readonly season?: Months;
}

const DAY_S = 86_400;
/** Each load is never quite still. */
const NOISE = 0.01;

export class Programmed implements Load {
  readonly #place: Place;
  readonly #random: () => number;
  readonly #appliance: Appliance;
  readonly #outdoors: Outdoors;
  #starts: readonly number[] = [];
  #nextStart = 0;
  /** The step that runs; before the first while the appliance is off. */
  #at = -1;
  #untilS = 0;
  #running: readonly RunningPart[] = [];

  constructor(appliance: Appliance, place: Place, random: () => number, outdoors: Outdoors) {
    this.#outdoors = outdoors;
    this.#appliance = appliance;
    this.#place = place;
    this.#random = random;
  }

  step(wires: Wires, second: number): void {
    if (second % DAY_S === 0) this.#plan(second);
    if (this.#at < 0) {
      const start = this.#starts[this.#nextStart];
      if (start === undefined || second < start) return;
      this.#nextStart += 1;
      this.#begin(0, second);
    }
    while (second >= this.#untilS) {
      this.#begin(this.#at + 1, second);
      if (this.#at < 0) return;
    }
    const running = this.#running;
    for (let nth = 0; nth < running.length; nth += 1) (running[nth] as RunningPart).step(wires, second);
  }

  /** What was not started on the day before is forgotten. */
  #plan(second: number): void {
    const { habit, season } = this.#appliance;
    const isUsed = season === undefined || this.#outdoors.isIn(season, second);
    const starts = isUsed ? habit(second / DAY_S, this.#random) : [];
    this.#starts = starts.map((start) => second + start).toSorted((a, b) => a - b);
    this.#nextStart = 0;
  }

  #begin(at: number, second: number): void {
    const step = this.#appliance.program[at];
    this.#at = step ? at : -1;
    if (!step) return;
    this.#untilS = second + Math.max(1, Math.round(within(step.seconds, this.#random)));
    this.#running = step.parts.map((part) => new RunningPart(part, this.#place, second, this.#random));
  }
}

class RunningPart {
  readonly #part: Part;
  readonly #place: Place;
  readonly #random: () => number;
  readonly #watts: number;
  #factor = 1;
  #isOn = true;
  #turnsAtS: number;
  #startedAtS: number;

  constructor(part: Part, place: Place, second: number, random: () => number) {
    this.#part = part;
    this.#place = place;
    this.#random = random;
    this.#watts = within(part.watts, random);
    this.#startedAtS = second;
    this.#turnsAtS = part.turns ? second + within(part.turns.on, random) : Number.POSITIVE_INFINITY;
  }

  step(wires: Wires, second: number): void {
    const { turns, wander, character, isMotor } = this.#part;
    if (turns && second >= this.#turnsAtS) {
      this.#isOn = !this.#isOn;
      this.#turnsAtS = second + Math.max(1, Math.round(within(this.#isOn ? turns.on : turns.off, this.#random)));
      if (this.#isOn) this.#startedAtS = second;
    }
    if (!this.#isOn) return;
    if (wander) this.#factor += (this.#random() - 0.5) * wander - (this.#factor - 1) * 0.03;
    const watts = this.#watts * Math.max(0.05, this.#factor) * (1 + (this.#random() - 0.5) * NOISE);
    const isStarting = isMotor && second === this.#startedAtS;
    wires.add(this.#place, isStarting ? watts * 1.6 : watts, character, isStarting ? 3 : 1);
  }
}
