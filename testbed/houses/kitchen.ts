import { electronics, motor, RESISTOR } from './grid.ts';
import { people } from './habits.ts';
import type { Appliance } from './programmed.ts';

const BREAKFAST = [6.5, 8.2] as const;
const LUNCH = [11.8, 13.2] as const;
const DINNER = [18.6, 20.3] as const;

/** Kitchen appliances, each with typical powers, power factors and times of its thermostat. */
export const kettle: Appliance = {
  habit: people(2.4, 3.5, BREAKFAST, [15.5, 17.5], [20, 21.5]),
  program: [{ seconds: [80, 220], parts: [{ watts: [1900, 2200], character: RESISTOR }] }],
};

export const coffeeMachine: Appliance = {
  habit: people(2, 3, BREAKFAST, [12.8, 14]),
  program: [
    { seconds: [35, 60], parts: [{ watts: 1350, character: RESISTOR }] },
    {
      seconds: [900, 1800],
      parts: [{ watts: 1350, character: RESISTOR, turns: { on: [4, 8], off: [80, 140] } }],
    },
  ],
};

export const toaster: Appliance = {
  habit: people(0.7, 1, BREAKFAST),
  program: [{ seconds: [120, 200], parts: [{ watts: 880, character: RESISTOR }] }],
};

export const microwave: Appliance = {
  habit: people(1.6, 1.4, LUNCH, DINNER),
  program: [
    {
      seconds: [90, 300],
      parts: [
        { watts: 1250, character: motor(0.9), turns: { on: [18, 22], off: [6, 12] } },
        { watts: 55, character: motor(0.7) },
      ],
    },
  ],
};

export const oven: Appliance = {
  habit: people(0.5, 0.9, LUNCH, DINNER),
  program: [
    {
      seconds: [420, 600],
      parts: [
        { watts: 2400, character: RESISTOR },
        { watts: 60, character: motor(0.65) },
      ],
    },
    {
      seconds: [1200, 3000],
      parts: [
        { watts: 2400, character: RESISTOR, turns: { on: [18, 40], off: [40, 90] } },
        { watts: 60, character: motor(0.65) },
      ],
    },
  ],
};

/** A glass plate with a resistor behind a thermostat. */
export const hob: Appliance = {
  habit: people(1.2, 2, LUNCH, DINNER),
  program: [
    { seconds: [200, 360], parts: [{ watts: 1800, character: RESISTOR }] },
    {
      seconds: [600, 1500],
      parts: [{ watts: 1800, character: RESISTOR, turns: { on: [5, 18], off: [12, 35] } }],
    },
  ],
};

/** At low power an induction hob pulses every other second. */
export const induction: Appliance = {
  habit: people(1.3, 2.2, LUNCH, DINNER),
  program: [
    { seconds: [180, 300], parts: [{ watts: [2000, 2800], character: electronics(0.985) }] },
    { seconds: [240, 600], parts: [{ watts: [900, 1300], character: electronics(0.97) }] },
    {
      seconds: [500, 1200],
      parts: [
        { watts: 1000, character: electronics(0.97), turns: { on: [1, 2], off: [2, 3] } },
        { watts: 35, character: electronics(0.6) },
      ],
    },
  ],
};

/** Its resistor heats twice; its pump is a motor of little power. */
export const dishwasher: Appliance = {
  habit: people(0.6, 0.9, [20, 21.5], [13.3, 14.5]),
  program: [
    { seconds: 420, parts: [{ watts: 75, character: motor(0.62), isMotor: true }] },
    {
      seconds: [800, 1100],
      parts: [
        { watts: 1950, character: RESISTOR },
        { watts: 75, character: motor(0.62) },
      ],
    },
    { seconds: [1800, 2400], parts: [{ watts: 80, character: motor(0.62), wander: 0.05 }] },
    {
      seconds: [600, 800],
      parts: [
        { watts: 1950, character: RESISTOR },
        { watts: 75, character: motor(0.62) },
      ],
    },
    { seconds: 900, parts: [{ watts: 8, character: electronics(0.5) }] },
  ],
};

export const hood: Appliance = {
  habit: people(0.8, 1, DINNER),
  program: [{ seconds: [1200, 2400], parts: [{ watts: 140, character: motor(0.82), isMotor: true }] }],
};
