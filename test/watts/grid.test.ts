import { expect, test } from 'vitest';
import { electronics, Grid, motor, RESISTOR } from '../../testbed/houses/grid.ts';

/** The voltage in a second after one in which this power was drawn, or given if it is negative. */
function voltageAfter(watts: number): number {
  const grid = new Grid(1, () => 0.5);
  grid.begin(0);
  grid.add(0, watts, RESISTOR);
  grid.end();
  grid.begin(1);
  return grid.voltageV[0] as number;
}

test('what is drawn lowers the voltage, and what is given raises it', () => {
  const idleV = voltageAfter(0);
  expect(idleV - voltageAfter(3000)).toBeCloseTo(0.15 * (3000 / 230), 1);
  expect(voltageAfter(-3000) - idleV).toBeCloseTo(0.15 * (3000 / 230), 1);
});

test('a motor and electronics have the power factor that they are made with, and cancel a part of each other', () => {
  const factorOf = (...loads: readonly (readonly [number, ReturnType<typeof motor>])[]) => {
    const grid = new Grid(1, () => 0.5);
    for (const [watts, character] of loads) grid.add(0, watts, character);
    grid.end();
    return (grid.activeW[0] as number) / (grid.apparentVA[0] as number);
  };
  expect(factorOf([900, motor(0.75)])).toBeCloseTo(0.75, 3);
  expect(factorOf([60, electronics(0.55)])).toBeCloseTo(0.55, 3);
  expect(factorOf([900, motor(0.75)], [900, electronics(0.75)])).toBeGreaterThan(0.75);
});
