import { describe, expect, test } from 'vitest';
import { EnergyBalance } from '../../src/watts/energy-balance.ts';

const SECOND_H = 1 / 3600;

/** An index that counts one power, while another one is estimated. */
class Told {
  readonly balance = new EnergyBalance();
  countedWh = 500;
  toldWh = 500;
  /** The power that was told last. */
  watts = 0;

  constructor() {
    this.balance.account(this.countedWh, 0, 0);
  }

  run(seconds: number, { countedW, estimatedW, va }: { countedW: number; estimatedW: number; va: number }): this {
    for (let second = 0; second < seconds; second += 1) {
      this.watts = this.balance.powerToTell(estimatedW, va);
      this.countedWh += countedW * SECOND_H;
      this.toldWh += this.watts * SECOND_H;
      this.balance.account(this.countedWh, this.watts, SECOND_H);
    }
    return this;
  }

  get owedWh(): number {
    return this.countedWh - this.toldWh;
  }
}

const RIGHT = { countedW: 1000, estimatedW: 1000, va: 2000 };
const TOO_HIGH = { ...RIGHT, estimatedW: 1500 };
const TOO_LOW = { ...RIGHT, estimatedW: 500 };

describe.each([
  { name: 'too much', wrong: TOO_HIGH },
  { name: 'too little', wrong: TOO_LOW },
])('what was told $name for half a minute', ({ wrong }) => {
  test('is made good for the most part within ten minutes', () => {
    const told = new Told().run(30, wrong);
    const owedWh = Math.abs(told.owedWh);
    expect(owedWh).toBeGreaterThan(3);
    expect(Math.abs(told.run(600, RIGHT).owedWh)).toBeLessThan(owedWh / 2);
  });

  test('makes no power wrong by more than a tenth', () => {
    const told = new Told().run(30, wrong);
    for (let second = 0; second < 600; second += 1) {
      expect(Math.abs(told.run(1, RIGHT).watts - 1000)).toBeLessThan(100);
    }
  });
});

test('a power that was right is told as it is', () => {
  expect(new Told().run(600, RIGHT).watts).toBeCloseTo(1000, 6);
});

test('a power is never told above the apparent power', () => {
  const told = new Told().run(30, TOO_LOW);
  expect(told.balance.powerToTell(1990, 2000)).toBe(2000);
});

test('0 W are told as 0 W, whatever is owed', () => {
  expect(new Told().run(60, TOO_LOW).balance.powerToTell(0, 2000)).toBe(0);
  expect(new Told().run(60, TOO_HIGH).balance.powerToTell(0, 2000)).toBeCloseTo(0, 9);
});

test('what could not be paid back in an hour is forgotten', () => {
  const told = new Told().run(60, TOO_HIGH);
  const soonW = told.balance.powerToTell(1000, 2000);
  told.run(3600, { countedW: 0, estimatedW: 0, va: 0 });
  expect(soonW).toBeLessThan(950);
  expect(told.balance.powerToTell(1000, 2000)).toBeGreaterThan(soonW);
});

test('what was counted while the index was unknown is not owed', () => {
  const told = new Told();
  told.balance.lose();
  told.countedWh += 1000;
  told.toldWh += 1000;
  expect(told.run(60, RIGHT).watts).toBeCloseTo(1000, 6);
});
