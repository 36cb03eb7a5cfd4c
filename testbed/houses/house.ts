import { seededRandom } from '../../src/source/demo/seeded-random.ts';
import { type Compressor, Cooled, Steady } from './always-on.ts';
import { type Character, electronics, type Load, type Place } from './grid.ts';
import { ElectricHeater, HeatPump, Solar } from './heating.ts';
import { type Outdoors, SAME_SEASON } from './outdoors.ts';
import { type Appliance, Programmed } from './programmed.ts';

/** A house with its meter. */
export interface House {
  readonly name: string;
  readonly phases: 1 | 3;
  readonly subscribedVA: number;
  readonly tariff: 'base' | 'peak and off-peak' | 'tempo';
  /** How often its meter begins a frame in standard mode, in ms. */
  readonly standardFrameMs: number;
  /** It gives to the grid, and its contract lets the meter say so, which only standard mode can. */
  readonly isProducer: boolean;
  /** Whether the line is dead for some minutes on each day. */
  readonly hasOutages: boolean;
  readonly seed: number;
  /** What is in it: the same life for the same seed. */
  readonly loads: (seed: number, outdoors?: Outdoors) => readonly Load[];
}

/** What stands in a house: it lives as these random numbers want. */
export type Installed = Appliance | ((place: Place, random: () => number, outdoors: Outdoors) => Load);

/** A house with one phase, and a frame a second in standard mode, where `has` says nothing else. */
export function house(
  name: string,
  seed: number,
  has: Partial<House>,
  installed: readonly (readonly [Place, Installed])[],
): House {
  return {
    name,
    seed,
    phases: 1,
    subscribedVA: 9000,
    tariff: 'base',
    standardFrameMs: 1000,
    isProducer: false,
    hasOutages: false,
    ...has,
    loads: (lifeSeed, outdoors = SAME_SEASON) =>
      installed.map(([place, what], nth) => {
        const random = seededRandom(seed, lifeSeed, nth);
        return typeof what === 'function'
          ? what(place, random, outdoors)
          : new Programmed(what, place, random, outdoors);
      }),
  };
}

/** Everything on the one phase. */
export function single(...installed: readonly Installed[]): readonly (readonly [Place, Installed])[] {
  return installed.map((each) => [0, each]);
}

/** Whatever is always on: standby electronics where no character is given. */
export function steady(watts: number, character: Character = electronics(0.55), wander?: number): Installed {
  return (place, random) => new Steady(watts, character, place, random, wander);
}

/** A fridge, a freezer or a tank. */
export function cooled(compressor: Compressor): Installed {
  return (place, random) => new Cooled(compressor, place, random);
}

/** @param cycleS how often its thermostat switches it on, in seconds */
export function heater(watts: number, cycleS: number): Installed {
  return (place, random, outdoors) => new ElectricHeater(watts, cycleS, place, random, outdoors);
}

/** @param fullW its greatest power */
export function heatPump(fullW: number): Installed {
  return (place, random, outdoors) => new HeatPump(fullW, place, random, outdoors);
}

/** @param peakW its power at noon under a clear sky */
export function solar(peakW: number): Installed {
  return (place, random, outdoors) => new Solar(peakW, place, random, outdoors);
}
