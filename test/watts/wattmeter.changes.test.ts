import { describe, expect, test } from 'vitest';
import type { Reading, TicMode } from '../../src/reading/reading.ts';
import { createWattmeter } from '../../src/watts/wattmeter.ts';
import { aboveVA, errorShare, type Load, measureAll, SmallMeter } from './small-meter.ts';

const MODES: readonly TicMode[] = ['standard', 'historique'];
const REST: Load = { va: 230, factor: 0.6 };
const KETTLE = withBeside(REST, 2000, 0);
const PUMP = withBeside(REST, 600, 500);

/** What the house draws when something else runs beside: so many W and var more. */
function withBeside({ va, factor }: Load, moreW: number, moreVar: number): Load {
  const watts = va * factor + moreW;
  const apparent = Math.hypot(watts, Math.sqrt(va ** 2 - (va * factor) ** 2) + moreVar);
  return { va: apparent, factor: watts / apparent };
}

function house(mode: TicMode) {
  return { meter: new SmallMeter({ mode }), wattmeter: createWattmeter('auto') };
}

/** A house that has seen its loads four times, five minutes each. */
function experienced(mode: TicMode, loads: readonly Load[]) {
  const { meter, wattmeter } = house(mode);
  for (let time = 0; time < 4; time += 1) {
    for (const load of loads) measureAll(wattmeter, meter.frames(load, 300));
  }
  return { meter, wattmeter };
}

function worst(readings: readonly Reading[], load: Load): number {
  return Math.max(...readings.map((reading) => errorShare(reading, load)));
}

describe.each(MODES)('in %s', (mode) => {
  test.each([
    { name: 'a kettle', load: KETTLE },
    { name: 'a pump', load: PUMP },
  ])('the first W of $name that was never seen are at most 25 % wrong', ({ load }) => {
    const { meter, wattmeter } = experienced(mode, [REST]);
    expect(worst(measureAll(wattmeter, meter.frames(load, 60)), load)).toBeLessThan(0.25);
  });

  test('a load that was seen before is right from its first reading on', () => {
    const { meter, wattmeter } = experienced(mode, [REST, KETTLE, REST, PUMP]);
    for (const load of [REST, KETTLE, REST, PUMP, REST]) {
      expect(worst(measureAll(wattmeter, meter.frames(load, 120)), load)).toBeLessThan(0.1);
    }
  });

  test('W stay known, and not above VA, while the load changes again and again', () => {
    const { meter, wattmeter } = experienced(mode, [REST]);
    const readings = [KETTLE, PUMP, REST, KETTLE, REST, PUMP].flatMap((load) =>
      measureAll(wattmeter, meter.frames(load, 7)),
    );
    for (const { activePowerW } of readings) expect(activePowerW).toBeGreaterThan(0);
    expect(aboveVA(readings)).toEqual([]);
  });

  test('what is told in an hour of changes is what the index has counted, within 1 %', () => {
    const { meter, wattmeter } = experienced(mode, [REST, KETTLE, PUMP]);
    const readings = Array.from({ length: 12 }, () =>
      [REST, KETTLE, PUMP].flatMap((load) => measureAll(wattmeter, meter.frames(load, 100))),
    ).flat();
    const countedWh = (readings.at(-1)?.importedWh ?? Number.NaN) - (readings[0]?.importedWh ?? Number.NaN);
    expect(Math.abs(toldWh(readings) - countedWh)).toBeLessThan(countedWh / 100);
  });

  test('the stated error holds in 9 of 10 readings while loads are new and change', () => {
    const { meter, wattmeter } = house(mode);
    const honest = [REST, KETTLE, REST, PUMP, REST, KETTLE, REST, PUMP, REST].flatMap((load) =>
      measureAll(wattmeter, meter.frames(load, 240))
        .filter(({ activePowerW }) => activePowerW !== undefined)
        .map(
          ({ activePowerW = 0, activePowerErrorW = 0 }) =>
            Math.abs(activePowerW - load.va * load.factor) < activePowerErrorW,
        ),
    );
    expect(honest.filter(Boolean).length / honest.length).toBeGreaterThan(0.9);
  });

  test('another factor at the same power shows within three minutes', () => {
    const { meter, wattmeter } = experienced(mode, [KETTLE]);
    const motor: Load = { va: KETTLE.va, factor: 0.7 };
    measureAll(wattmeter, meter.frames(motor, 180));
    expect(worst(measureAll(wattmeter, meter.frames(motor, 60)), motor)).toBeLessThan(0.1);
  });

  test('the inrush of a motor teaches nothing, and leaves the W of its run right', () => {
    const { meter, wattmeter } = experienced(mode, [REST, PUMP]);
    for (let time = 0; time < 5; time += 1) {
      measureAll(wattmeter, meter.frames({ va: 5000, factor: 0.4 }, 1));
      expect(worst(measureAll(wattmeter, meter.frames(PUMP, 120)).slice(10), PUMP)).toBeLessThan(0.1);
      measureAll(wattmeter, meter.frames(REST, 120));
    }
  });

  test('frames that a bridge has held back, and hands over at once, make no W wrong', () => {
    const { meter, wattmeter } = experienced(mode, [PUMP]);
    for (let time = 0; time < 5; time += 1) {
      const held = meter.frames(PUMP, 30);
      const atMs = held.at(-1)?.monotonicMs ?? Number.NaN;
      const burst = held.map((reading, nth) => ({ ...reading, monotonicMs: atMs + nth }));
      expect(worst(measureAll(wattmeter, burst), PUMP)).toBeLessThan(0.05);
      expect(worst(measureAll(wattmeter, meter.frames(PUMP, 60)), PUMP)).toBeLessThan(0.05);
    }
  });
});

/** The energy of the W, each for the time since the reading before. */
function toldWh(readings: readonly Reading[]): number {
  return readings.slice(1).reduce((sum, { monotonicMs, activePowerW = Number.NaN }, nth) => {
    return sum + (activePowerW * (monotonicMs - (readings[nth]?.monotonicMs ?? Number.NaN))) / 3_600_000;
  }, 0);
}
