import { describe, expect, test } from 'vitest';
import {
  apparentVA,
  electronics,
  inverter,
  motor,
  type PowerDraw,
  resistor,
  together,
} from '../../../src/source/demo/power-draw.ts';

describe('the apparent power of', () => {
  test.each<[string, PowerDraw, number]>([
    ['a kettle is its active power', resistor(2200), 2200],
    ['a compressor is its active power by its power factor', motor(60, 0.6), 100],
    ['electronics likewise', electronics(60, 0.6), 100],
    ['an inverter likewise', inverter(980, 0.98), 1000],
    ['two motors is the sum of both', together(motor(60, 0.6), motor(120, 0.6)), 300],
    ['two power supplies is the sum of both', together(electronics(60, 0.6), electronics(120, 0.6)), 300],
    ['a kettle and a motor is less than the sum', together(resistor(240), motor(60, 0.6)), 310],
    ['a motor and electronics is less than the sum', together(motor(60, 0.6), electronics(60, 0.6)), 165],
  ])('%s', (_, draw, va) => {
    expect(apparentVA(draw)).toBe(va);
  });
});
