import { electronics, motor, RESISTOR } from './grid.ts';
import { daily } from './habits.ts';
import { cooled, type House, heater, heatPump, house, single, solar, steady } from './house.ts';
import * as household from './household.ts';
import * as kitchen from './kitchen.ts';
import type { Appliance } from './programmed.ts';
import * as farm from './workshop-and-farm.ts';

const { kettle, coffeeMachine, toaster, microwave, oven, hob, induction, dishwasher, hood } = kitchen;
const { television, computer, homeOffice, lights, cheapLights, halogenLamp, fluorescentLights } = household;
const { washingMachine, dryer, vacuum, iron, hairDryer, waterHeater, heatPumpWaterHeater } = household;

const ventilation = steady(28, motor(0.7));
const fridge = cooled({ watts: 75, powerFactor: 0.66, onS: [700, 1100], offS: [1500, 2600] });
const oldFridge = cooled({
  ...{ watts: 120, powerFactor: 0.61, onS: [800, 1400], offS: [1100, 1900] },
  defrost: { watts: 180, seconds: 900, everyHours: 12 },
});
const modernFridge = cooled({ watts: 42, powerFactor: 0.74, onS: [1800, 3600], offS: [1200, 2400] });
const freezer = cooled({ watts: 95, powerFactor: 0.63, onS: [900, 1500], offS: [1700, 2600] });
const wineCellar = cooled({ watts: 60, powerFactor: 0.6, onS: [600, 1200], offS: [900, 1800] });
const milkTank = cooled({ watts: 2700, powerFactor: 0.79, onS: [900, 2400], offS: [2400, 5400] });

const aquariumHeater: Appliance = {
  habit: daily(0),
  program: [
    {
      seconds: 86_300,
      parts: [{ watts: 300, character: RESISTOR, turns: { on: [150, 320], off: [380, 800] } }],
    },
  ],
};
const aquariumLight: Appliance = {
  habit: daily(9),
  program: [{ seconds: 39_600, parts: [{ watts: 160, character: electronics(0.91) }] }],
};
const nightlyBackup: Appliance = {
  habit: daily(3),
  program: [{ seconds: 5000, parts: [{ watts: 110, character: electronics(0.96), wander: 0.3 }] }],
};
/** Servers that wait: their filters take capacitive current whatever they compute. */
const idleServers = steady(14, { varPerW: -3.2, distortionPerW: 0.8, isResistor: false });

// biome-ignore format: a house would take a page
/** Ten houses. In most of them appliances of different power factors meet at the same apparent power. */
export const HOUSES: readonly House[] = [
  house('small flat', 1, { subscribedVA: 3000 }, single(
    steady(21), steady(11, electronics(0.62)), steady(9, motor(0.6)), modernFridge, cheapLights, television, kettle,
    microwave, hairDryer, hob,
  )),
  house('family', 2, { tariff: 'peak and off-peak' }, single(
    steady(48), steady(35, electronics(0.6)), ventilation, fridge, freezer, lights, cheapLights, television, computer,
    homeOffice, kettle, coffeeMachine, toaster, microwave, oven, induction, hood, dishwasher, washingMachine, dryer,
    vacuum, iron, hairDryer, waterHeater(2400, 22.52),
  )),
  house('electric heating', 3, { tariff: 'peak and off-peak', subscribedVA: 12_000, hasOutages: true }, single(
    steady(40), ventilation, oldFridge, heater(1500, 40), heater(1500, 36), heater(1000, 44), heater(750, 60),
    heater(2000, 600), halogenLamp, television, kettle, oven, hob, washingMachine, vacuum, hairDryer,
    waterHeater(2200, 22.52),
  )),
  house('heat pump', 4, { standardFrameMs: 2000 }, single(
    steady(55, electronics(0.58)), steady(45, electronics(0.9), 0.01), modernFridge, freezer, heatPump(2600), lights,
    heatPumpWaterHeater, television, computer, homeOffice, kettle, oven, induction, hood, dishwasher, washingMachine,
    dryer, vacuum,
  )),
  house('pool and car', 5, { tariff: 'tempo', subscribedVA: 12_000 }, single(
    steady(70), ventilation, fridge, wineCellar, household.poolPump(1100), household.wallbox(7400, 23), lights,
    television, computer, coffeeMachine, microwave, oven, induction, dishwasher, washingMachine, dryer, vacuum,
    waterHeater(2400, 2),
  )),
  house('workshop', 6, {}, single(
    steady(32), oldFridge, fluorescentLights, farm.saw, farm.dustCollector, farm.airCompressor, farm.welder, lights,
    television, kettle, hob, microwave, washingMachine, waterHeater(1800, 1),
  )),
  house('aquarium and servers', 7, { subscribedVA: 6000 }, single(
    steady(38, motor(0.5)), steady(130, electronics(0.95), 0.02), idleServers, fridge, cheapLights, aquariumHeater,
    aquariumLight, nightlyBackup, computer, television, kettle, microwave, oven, washingMachine,
  )),
  house('solar', 8, { isProducer: true }, single(
    steady(60), ventilation, fridge, freezer, solar(3000), lights, television, computer, homeOffice, kettle,
    coffeeMachine, oven, induction, dishwasher, washingMachine, dryer, vacuum, heatPumpWaterHeater,
  )),
  house(
    'all electric, three-phase', 9,
    { phases: 3, subscribedVA: 18_000, tariff: 'peak and off-peak', hasOutages: true },
    [
      [0, steady(55)], [1, steady(30, electronics(0.6))], [2, ventilation], [0, fridge], [1, freezer],
      [0, heater(2000, 40)], [1, heater(1500, 40)], [2, heater(1500, 38)], [2, heater(1000, 300)],
      ['all', heatPump(3600)], ['all', waterHeater(3000, 22.53)], ['all', household.wallbox(9000, 0.5)],
      [0, lights], [1, cheapLights], [2, television], [2, computer], [1, homeOffice], [0, kettle], [0, coffeeMachine],
      [1, oven], [2, induction], [1, induction], [0, dishwasher], [2, washingMachine], [1, dryer], [0, vacuum],
      [2, iron],
    ],
  ),
  house('farm, three-phase', 10, { phases: 3, subscribedVA: 24_000 }, [
    [0, steady(45)], [1, steady(60, motor(0.65))], [2, steady(25, electronics(0.6))], ['all', milkTank],
    ['all', farm.milkingPump], ['all', farm.milkTankWash], ['all', farm.feedScrew], ['all', farm.waterPump],
    ['all', farm.stableFans], ['all', farm.cleaner], ['all', farm.grainDryer], [1, farm.yardLights],
    [0, oldFridge], [1, freezer], [2, fluorescentLights], [0, lights], [1, television], [2, kettle], [0, hob],
    [1, oven], [2, washingMachine], [0, waterHeater(2400, 1)],
  ]),
];

/** @throws where no house has this in its name; all houses, unless given */
export function housesNamed(part = ''): readonly House[] {
  const found = HOUSES.filter(({ name }) => name.includes(part));
  if (found.length === 0) throw new Error(`There is no house ${part}; there are ${HOUSES.map(({ name }) => name)}`);
  return found;
}
