import { describe, expect, test } from 'vitest';
import type { Reading } from '../../src/reading/reading.ts';
import { createWattmeter } from '../../src/watts/wattmeter.ts';
import { aboveVA, errorShare, type Load, measureAll, SmallMeter } from './small-meter.ts';

const DRAWN: Load = { va: 1337, factor: 0.83 };
const GIVEN: Load = { va: -2413, factor: 0.97 };
const NONE: Load = { va: 0, factor: 1 };

function producer() {
  return { meter: new SmallMeter({ isProducer: true }), wattmeter: createWattmeter('auto') };
}

/** A wattmeter that has measured both directions, ten minutes each. */
function experienced() {
  const { meter, wattmeter } = producer();
  for (const load of [DRAWN, GIVEN, DRAWN, GIVEN]) measureAll(wattmeter, meter.frames(load, 600));
  return { meter, wattmeter };
}

function worst(readings: readonly Reading[], load: Load): number {
  return Math.max(...readings.map((reading) => errorShare(reading, load)));
}

test('W that are given are absent until known, and then negative', () => {
  const { meter, wattmeter } = producer();
  const readings = measureAll(wattmeter, meter.frames(GIVEN, 900));
  expect(readings[0]).not.toHaveProperty('activePowerW');
  expect(worst(readings.slice(-300), GIVEN)).toBeLessThan(0.02);
});

test('W that are given are never more than the VA that are given', () => {
  const { meter, wattmeter } = producer();
  const readings = measureAll(wattmeter, meter.frames({ va: -2413, factor: 1 }, 900));
  expect(readings.at(-1)?.activePowerW).toBeLessThan(-2300);
  expect(aboveVA(readings)).toEqual([]);
});

test('the error of W that are given is a positive number, and holds', () => {
  const { meter, wattmeter } = experienced();
  for (const { activePowerW = 0, activePowerErrorW = 0 } of measureAll(wattmeter, meter.frames(GIVEN, 300)).slice(60)) {
    expect(activePowerErrorW).toBeGreaterThan(0);
    expect(Math.abs(activePowerW - GIVEN.va * GIVEN.factor)).toBeLessThan(activePowerErrorW);
  }
});

describe('when the direction turns', () => {
  test('W have the sign of the direction from the first reading on', () => {
    const { meter, wattmeter } = experienced();
    for (const load of [DRAWN, GIVEN, DRAWN, GIVEN]) {
      const readings = measureAll(wattmeter, meter.frames(load, 60));
      expect(readings.filter(({ activePowerW = 0 }) => Math.sign(activePowerW) !== Math.sign(load.va))).toEqual([]);
    }
  });

  test('W are those that each direction has shown before', () => {
    const { meter, wattmeter } = experienced();
    for (const load of [DRAWN, GIVEN, DRAWN, GIVEN]) {
      expect(worst(measureAll(wattmeter, meter.frames(load, 120)), load)).toBeLessThan(0.08);
    }
  });

  test('the one direction does not learn from the other', () => {
    const { meter, wattmeter } = experienced();
    for (let time = 0; time < 10; time += 1) measureAll(wattmeter, meter.frames(GIVEN, 120));
    expect(worst(measureAll(wattmeter, meter.frames(DRAWN, 300)).slice(-60), DRAWN)).toBeLessThan(0.02);
  });
});

describe('at 0 VA in both directions', () => {
  test('W are 0, and not −0, from whichever side', () => {
    const { meter, wattmeter } = experienced();
    for (const load of [DRAWN, GIVEN]) {
      measureAll(wattmeter, meter.frames(load, 60));
      for (const { activePowerW } of measureAll(wattmeter, meter.frames(NONE, 10))) expect(activePowerW).toBe(0);
    }
  });

  test('a frame says nothing when the power that is given may be among its refused groups', () => {
    const { meter, wattmeter } = experienced();
    const [{ injectedPowerVA, frame, ...rest }] = meter.frames(NONE, 3) as [Reading];
    const measured = wattmeter.measure({ ...rest, frame: { ...frame, refused: 1 } });
    expect(measured).not.toHaveProperty('activePowerW');
    expect(measured).not.toHaveProperty('activePowerErrorW');
  });

  test('with a set factor, such a frame says nothing either', () => {
    const [{ injectedPowerVA, frame, ...rest }] = producer().meter.frames(NONE, 3) as [Reading];
    const measured = createWattmeter(0.9).measure({ ...rest, frame: { ...frame, refused: 1 } });
    expect(measured).not.toHaveProperty('activePowerW');
  });
});

test('frames that lack the given power now and then leave both directions right', () => {
  const { meter, wattmeter } = experienced();
  for (const load of [DRAWN, GIVEN]) {
    const frames = meter.frames(load, 300).map((reading, nth) => {
      const { injectedPowerVA, frame, ...rest } = reading;
      return nth % 5 === 4 ? { ...rest, frame: { ...frame, refused: 1 } } : reading;
    });
    const whole = measureAll(wattmeter, frames).filter(({ frame }) => frame.refused === 0);
    expect(worst(whole.slice(-100), load)).toBeLessThan(0.03);
  }
});

test('W of a house that draws go on while the given power is among the refused groups', () => {
  const { meter, wattmeter } = experienced();
  measureAll(wattmeter, meter.frames(DRAWN, 60));
  const frames = meter
    .frames(DRAWN, 60)
    .map(({ injectedPowerVA, frame, ...rest }) => ({ ...rest, frame: { ...frame, refused: 1 } }));
  expect(worst(measureAll(wattmeter, frames), DRAWN)).toBeLessThan(0.03);
});
