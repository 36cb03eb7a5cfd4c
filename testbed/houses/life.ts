import type { TicMode } from '../../src/reading/reading.ts';
import { seededRandom } from '../../src/source/demo/seeded-random.ts';
import { Grid } from './grid.ts';
import type { House } from './house.ts';
import { HouseMeter, type Told } from './house-meter.ts';

const DAY_S = 86_400;

/** A meter that looks at the house in one mode, and who takes what it tells. */
export interface Listener {
  readonly mode: TicMode;
  take(told: Told): void;
}

/** The modes in which a house can be looked at: only standard mode tells of injected power. */
export function modesOf(house: House): readonly TicMode[] {
  return house.isProducer ? ['standard'] : ['standard', 'historique'];
}

/**
 * Lives some days in a house, second by second, from a Monday at midnight on. All listeners see the same house.
 * @param seed another life in the same house
 */
export function live(house: House, days: number, listeners: readonly Listener[], seed = 1): void {
  const loads = house.loads(seed);
  const grid = new Grid(house.phases, seededRandom(house.seed, seed, 1000));
  const meters = listeners.map(({ mode, take }, nth) => ({
    meter: new HouseMeter(house, mode, seededRandom(house.seed, seed, 1001 + nth)),
    take,
  }));
  for (let second = 0; second < days * DAY_S; second += 1) {
    grid.begin(second);
    for (let nth = 0; nth < loads.length; nth += 1) loads[nth]?.step(grid, second);
    grid.end();
    for (let nth = 0; nth < meters.length; nth += 1) {
      const { meter, take } = meters[nth] as (typeof meters)[number];
      meter.count(second, grid, take);
    }
  }
}
