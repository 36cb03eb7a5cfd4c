import { DAY_MS } from '../../base/paris-time.ts';
import { electronics, inverter, motor, type PowerDraw, resistor } from './power-draw.ts';

/** The use of an appliance on some days, or on every day. */
export interface Habit {
  readonly appliance: string;
  /** Its probability on a weekday and on a day of the weekend. */
  readonly likely: readonly [working: number, weekend: number];
  /** Between which local hours it starts. */
  readonly from: readonly [earliest: number, latest: number];
  readonly phases: readonly LoadPhase[];
}

/** A constant load for some time, either without a break or on for some seconds out of every cycle. */
interface LoadPhase {
  readonly draws: PowerDraw;
  readonly minutes: readonly [least: number, most: number];
  readonly cycleS?: readonly [on: number, every: number];
}

const ALWAYS = { likely: [1, 1], from: [6, 6] } as const;
/** Longer than the longest day of the year, the one on which the clocks go back. */
const ALL_DAY = [26 * 60, 26 * 60] as const;

/**
 * The habits of a family of four, with a gas boiler. Each appliance has a typical power factor: 1 for heat, 0.6 to 0.7 for a compressor, a
 * fan or the drum of a washing machine, 0.5 to 0.6 for electronics in standby and for small LED bulbs (for 5 to 10 W, Regulation (EU)
 * 2019/2020 requires 0.5), 0.95 and more for a computer or a television with power factor correction, an induction hob and the motor of a
 * vacuum cleaner. So the house at rest is between 0.5 and 0.7.
 */
export const HABITS: readonly Habit[] = [
  { ...ALWAYS, appliance: 'standby', phases: [{ draws: electronics(66, 0.52), minutes: ALL_DAY }] },
  { ...ALWAYS, appliance: 'network', phases: [{ draws: electronics(5, 0.52), minutes: ALL_DAY, cycleS: [15, 35] }] },
  { ...ALWAYS, appliance: 'recorder', phases: [{ draws: electronics(10, 0.52), minutes: ALL_DAY, cycleS: [25, 65] }] },
  { ...ALWAYS, appliance: 'ventilation', phases: [{ draws: motor(20, 0.65), minutes: ALL_DAY, cycleS: [40, 55] }] },
  { ...ALWAYS, appliance: 'fridge', phases: [{ draws: motor(55, 0.6), minutes: ALL_DAY, cycleS: [900, 2700] }] },
  { ...ALWAYS, appliance: 'freezer', phases: [{ draws: motor(65, 0.6), minutes: ALL_DAY, cycleS: [660, 3100] }] },
  habit('water heater', [1, 1], [22, 22.1], { draws: resistor(2400), minutes: [120, 210] }),
  habit('kettle', [0.9, 0.4], [6.6, 7.4], { draws: resistor(2200), minutes: [2, 4] }),
  habit('coffee machine', [0.6, 0.2], [6.8, 7.5], { draws: resistor(1400), minutes: [2, 3] }),
  habit('toaster', [0.5, 0.3], [6.8, 7.6], { draws: resistor(900), minutes: [2, 4] }),
  habit('kettle', [0.1, 0.9], [8.4, 9.8], { draws: resistor(2200), minutes: [2, 4] }),
  habit('vacuum cleaner', [0.05, 0.6], [10, 11], { draws: motor(1150, 0.96), minutes: [12, 25] }),
  habit('computer', [0.4, 0.3], [8.8, 9.5], { draws: electronics(76, 0.95), minutes: [120, 210] }),
  habit('hob', [0.25, 0.95], [11.8, 12.5], { draws: inverter(1670, 0.98), minutes: [20, 40], cycleS: [20, 35] }),
  habit('kettle', [0.2, 0.7], [15.8, 17.2], { draws: resistor(2200), minutes: [2, 4] }),
  habit('television', [0.9, 0.9], [18.2, 19.6], { draws: electronics(105, 0.95), minutes: [150, 220] }),
  habit('oven', [0.35, 0.6], [18.7, 19.4], { draws: resistor(2500), minutes: [30, 50], cycleS: [60, 110] }),
  habit('hob', [0.9, 0.8], [18.9, 19.7], { draws: inverter(1670, 0.98), minutes: [20, 40], cycleS: [20, 35] }),
  habit('kettle', [0.6, 0.5], [22.05, 22.3], { draws: resistor(2200), minutes: [2, 4] }),
  habit(
    'washing machine',
    [0.35, 0.5],
    [22.01, 22.06],
    { draws: resistor(2000), minutes: [15, 22] },
    { draws: inverter(230, 0.65), minutes: [50, 70], cycleS: [15, 25] },
    { draws: inverter(390, 0.65), minutes: [5, 8] },
  ),
  habit(
    'dishwasher',
    [0.6, 0.7],
    [22.01, 22.06],
    { draws: resistor(1900), minutes: [14, 20] },
    { draws: motor(52, 0.65), minutes: [20, 30] },
    { draws: resistor(1900), minutes: [10, 16] },
  ),
];

function habit(
  appliance: string,
  likely: Habit['likely'],
  from: Habit['from'],
  ...phases: readonly LoadPhase[]
): Habit {
  return { appliance, likely, from, phases };
}

/** The lights are on from dusk, which is about 17:00 in December and 21:30 in June, to bedtime. */
export function eveningLights(day: number): Habit {
  const dusk = 19.25 - 2.25 * Math.cos(((day - MIDWINTER) / 365.25) * 2 * Math.PI);
  return habit('lights', [1, 1], [dusk, dusk + 0.4], {
    draws: electronics(100, 0.55),
    minutes: [(22.5 - dusk) * 60, (23 - dusk) * 60],
  });
}

const MIDWINTER = Date.UTC(2024, 11, 21) / DAY_MS;
