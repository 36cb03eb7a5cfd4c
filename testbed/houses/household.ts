import { electronics, motor, RESISTOR } from './grid.ts';
import { atWork, daily, people } from './habits.ts';
import type { Appliance } from './programmed.ts';

/** Appliances of rooms, bathrooms and cellars, each with typical powers and power factors. */
export const television: Appliance = {
  habit: people(1.2, 2, [18, 20.8], [12.5, 15]),
  program: [{ seconds: [4000, 10_000], parts: [{ watts: [90, 140], character: electronics(0.94), wander: 0.06 }] }],
};

export const computer: Appliance = {
  habit: people(1, 1.6, [17, 20], [9.5, 11]),
  program: [{ seconds: [3600, 9000], parts: [{ watts: [120, 260], character: electronics(0.93), wander: 0.25 }] }],
};

/** Somebody who works at home. */
export const homeOffice: Appliance = {
  habit: atWork(daily(8.6, 13.6)),
  program: [{ seconds: [12_000, 14_400], parts: [{ watts: 85, character: electronics(0.58), wander: 0.12 }] }],
};

/** Lamps with good and with cheap electronics. */
export const lights: Appliance = {
  habit: people(7, 8, [6.3, 8], [17, 22]),
  program: [{ seconds: [900, 7200], parts: [{ watts: [9, 28], character: electronics(0.88) }] }],
};
export const cheapLights: Appliance = {
  habit: people(5, 6, [6.3, 8], [17, 22]),
  program: [{ seconds: [900, 9000], parts: [{ watts: [7, 20], character: electronics(0.55) }] }],
};
export const halogenLamp: Appliance = {
  habit: people(1.2, 1.6, [18, 21]),
  program: [{ seconds: [3600, 9000], parts: [{ watts: [150, 300], character: RESISTOR }] }],
};
export const fluorescentLights: Appliance = {
  habit: people(3, 3, [7, 9], [14, 19]),
  program: [{ seconds: [2400, 9000], parts: [{ watts: 144, character: motor(0.54) }] }],
};

/** It heats, turns its drum to and fro, and spins. */
export const washingMachine: Appliance = {
  habit: people(0.5, 1.2, [9, 12], [18, 19.5]),
  program: [
    { seconds: 240, parts: [{ watts: 30, character: electronics(0.5) }] },
    {
      seconds: [700, 1300],
      parts: [
        { watts: 2000, character: RESISTOR },
        { watts: 160, character: motor(0.6), turns: { on: [9, 13], off: [3, 6] }, isMotor: true },
      ],
    },
    {
      seconds: [1800, 2700],
      parts: [
        { watts: 170, character: motor(0.6), turns: { on: [9, 13], off: [3, 6] }, isMotor: true },
        { watts: 12, character: electronics(0.5) },
      ],
    },
    { seconds: [240, 420], parts: [{ watts: [380, 520], character: motor(0.68), wander: 0.2 }] },
  ],
};

/** A dryer with a heat pump. */
export const dryer: Appliance = {
  habit: people(0.4, 0.9, [12, 16], [19.5, 21]),
  program: [
    {
      seconds: [4200, 6600],
      parts: [
        { watts: 520, character: motor(0.78), wander: 0.01, isMotor: true },
        { watts: 130, character: motor(0.6), turns: { on: [50, 70], off: [2, 4] } },
      ],
    },
  ],
};

export const vacuum: Appliance = {
  habit: people(0.25, 0.7, [10, 12], [17.5, 19]),
  program: [{ seconds: [500, 1500], parts: [{ watts: [700, 850], character: motor(0.95), wander: 0.05 }] }],
};

export const iron: Appliance = {
  habit: people(0.15, 0.5, [14, 17]),
  program: [
    { seconds: [1500, 2700], parts: [{ watts: 2100, character: RESISTOR, turns: { on: [10, 25], off: [20, 60] } }] },
  ],
};

export const hairDryer: Appliance = {
  habit: people(0.8, 0.8, [6.8, 7.8], [20, 21.5]),
  program: [{ seconds: [180, 480], parts: [{ watts: [1100, 1700], character: motor(0.985) }] }],
};

/** 200 l that are heated when the cheap hours begin. */
export function waterHeater(watts: number, hour: number): Appliance {
  return { habit: daily(hour), program: [{ seconds: [5400, 11_500], parts: [{ watts, character: RESISTOR }] }] };
}

/** A heat pump on the tank: a compressor for hours, and its fan. */
export const heatPumpWaterHeater: Appliance = {
  habit: daily(2.5, 13.5),
  program: [
    {
      seconds: [7200, 14_400],
      parts: [
        { watts: 430, character: motor(0.86), wander: 0.003, isMotor: true },
        { watts: 45, character: motor(0.65) },
      ],
    },
  ],
};

/** @param watts of the motor, which runs by day */
export function poolPump(watts: number): Appliance {
  return {
    season: [5, 9],
    habit: daily(9, 14),
    program: [{ seconds: 14_400, parts: [{ watts, character: motor(0.77), wander: 0.003, isMotor: true }] }],
  };
}

/** A car on a wallbox: full power, and less at the end. */
export function wallbox(watts: number, hour: number): Appliance {
  return {
    habit: (day) => (day % 3 === 2 ? [] : [Math.round(hour * 3600)]),
    program: [
      { seconds: [5400, 14_000], parts: [{ watts, character: electronics(0.99), wander: 0.001 }] },
      { seconds: 600, parts: [{ watts: watts / 2, character: electronics(0.97) }] },
      { seconds: 600, parts: [{ watts: watts / 5, character: electronics(0.9) }] },
    ],
  };
}
