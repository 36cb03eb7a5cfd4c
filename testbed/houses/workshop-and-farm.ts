import { electronics, motor, RESISTOR } from './grid.ts';
import { atWork, daily, eachDays, people } from './habits.ts';
import type { Appliance } from './programmed.ts';

/** A motor that idles draws a fifth of the power and nearly as much current. */
const IDLING = motor(0.25);

/** It idles, and cuts in bursts. */
export const saw: Appliance = {
  habit: people(5, 3, [8.5, 12], [13.5, 18]),
  program: [
    { seconds: [5, 15], parts: [{ watts: 420, character: IDLING, isMotor: true }] },
    { seconds: [8, 30], parts: [{ watts: [1300, 2100], character: motor(0.82), wander: 0.2 }] },
    { seconds: [5, 20], parts: [{ watts: 420, character: IDLING }] },
    { seconds: [8, 40], parts: [{ watts: [1300, 2100], character: motor(0.82), wander: 0.2 }] },
    { seconds: [5, 20], parts: [{ watts: 420, character: IDLING }] },
    { seconds: [10, 40], parts: [{ watts: [1000, 2000], character: motor(0.8), wander: 0.2 }] },
  ],
};

export const dustCollector: Appliance = {
  habit: people(4, 2, [8.5, 12], [13.5, 18]),
  program: [{ seconds: [120, 600], parts: [{ watts: 950, character: motor(0.84), isMotor: true }] }],
};

export const airCompressor: Appliance = {
  habit: people(3, 2, [8.5, 12], [13.5, 18]),
  program: [
    {
      seconds: [600, 1800],
      parts: [{ watts: 1500, character: motor(0.8), turns: { on: [40, 80], off: [90, 260] }, isMotor: true }],
    },
  ],
};

/** A transformer with an arc: it idles with hardly any power, and welds in bursts. */
export const welder: Appliance = {
  habit: people(0.8, 0.5, [9, 12], [14, 18]),
  program: [
    {
      seconds: [900, 2400],
      parts: [
        { watts: 2600, character: motor(0.65), turns: { on: [10, 40], off: [20, 90] }, wander: 0.1 },
        { watts: 60, character: motor(0.2) },
      ],
    },
  ],
};

/** A farm: the milking pump runs twice a day, the feed is moved with a screw, the water with a pump. */
export const milkingPump: Appliance = {
  habit: daily(6, 17.5),
  program: [{ seconds: [5400, 6600], parts: [{ watts: 3600, character: motor(0.81), wander: 0.02, isMotor: true }] }],
};

export const milkTankWash: Appliance = {
  habit: daily(8, 19.5),
  program: [
    { seconds: 1200, parts: [{ watts: 6000, character: RESISTOR }] },
    { seconds: 600, parts: [{ watts: 750, character: motor(0.74), isMotor: true }] },
  ],
};

export const feedScrew: Appliance = {
  habit: daily(6.5, 11.5, 17, 20.5),
  program: [{ seconds: [400, 900], parts: [{ watts: 1500, character: motor(0.72), wander: 0.1, isMotor: true }] }],
};

export const waterPump: Appliance = {
  habit: daily(5, 9.5, 15, 21),
  program: [
    {
      seconds: [3600, 7200],
      parts: [{ watts: 1100, character: motor(0.76), turns: { on: [60, 110], off: [200, 500] }, isMotor: true }],
    },
  ],
};

export const stableFans: Appliance = {
  season: [5, 9],
  habit: daily(10.5),
  program: [
    {
      seconds: [25_000, 32_000],
      parts: [{ watts: 1650, character: motor(0.69), wander: 0.004, isMotor: true }],
    },
  ],
};

export const cleaner: Appliance = {
  habit: people(1, 0.4, [8, 11], [18, 20]),
  program: [
    {
      seconds: [600, 1800],
      parts: [{ watts: 2800, character: motor(0.85), turns: { on: [15, 60], off: [5, 25] }, isMotor: true }],
    },
  ],
};

export const grainDryer: Appliance = {
  season: [7, 11],
  habit: atWork(eachDays(2, 8.2)),
  program: [
    {
      seconds: [9000, 14_000],
      parts: [
        { watts: 2200, character: motor(0.78), isMotor: true },
        { watts: 4500, character: RESISTOR, turns: { on: [60, 160], off: [40, 100] } },
      ],
    },
  ],
};

export const yardLights: Appliance = {
  habit: daily(18, 5.5),
  program: [{ seconds: [7000, 12_000], parts: [{ watts: 320, character: electronics(0.9) }] }],
};
