import { describe, expect, test } from 'vitest';
import type { Reading, TicMode } from '../../src/reading/reading.ts';
import { createWattmeter } from '../../src/watts/wattmeter.ts';
import { errorShare, type Load, measureAll, SmallMeter } from './small-meter.ts';
import { minutesOf } from './stored-minutes.ts';

const MODES: readonly TicMode[] = ['standard', 'historique'];
const LOAD: Load = { va: 1337, factor: 0.83 };
const GIVEN: Load = { va: -2413, factor: 0.97 };
const OTHER: Load = { va: 1337, factor: 0.55 };

function worst(readings: readonly Reading[], load: Load): number {
  return Math.max(...readings.map((reading) => errorShare(reading, load)));
}

describe.each(MODES)('in %s, minutes that are learned', (mode) => {
  test('before the first reading make W known and right from it on', () => {
    const meter = new SmallMeter({ mode });
    const wattmeter = createWattmeter('auto');
    wattmeter.learn(minutesOf(meter.frames(LOAD, 3600)));
    expect(worst(measureAll(wattmeter, meter.frames(LOAD, 300)), LOAD)).toBeLessThan(0.03);
  });

  test('after the first readings make W known and right at once', () => {
    const meter = new SmallMeter({ mode });
    const wattmeter = createWattmeter('auto');
    const minutes = minutesOf(meter.frames(LOAD, 3600));
    expect(measureAll(wattmeter, meter.frames(LOAD, 10)).at(-1)).not.toHaveProperty('activePowerW');
    wattmeter.learn(minutes);
    expect(worst(measureAll(wattmeter, meter.frames(LOAD, 300)), LOAD)).toBeLessThan(0.03);
  });

  test('minutes after the start make no W vanish, nor less right', () => {
    const meter = new SmallMeter({ mode });
    const wattmeter = createWattmeter('auto');
    const minutes = minutesOf(meter.frames(OTHER, 3600));
    measureAll(wattmeter, meter.frames(LOAD, 1800));
    wattmeter.learn(minutes);
    expect(worst(measureAll(wattmeter, meter.frames(LOAD, 300)), LOAD)).toBeLessThan(0.03);
  });

  test('tell nothing of a power that was never drawn in them', () => {
    const meter = new SmallMeter({ mode });
    const wattmeter = createWattmeter('auto');
    wattmeter.learn(minutesOf(meter.frames({ va: 6000, factor: 1 }, 3600)));
    expect(wattmeter.measure(meter.frames({ va: 90, factor: 0.6 }, 3)[0] as Reading)).not.toHaveProperty(
      'activePowerW',
    );
  });

  test('are those of the first meter: another one begins from nothing', () => {
    const meter = new SmallMeter({ mode });
    const wattmeter = createWattmeter('auto');
    wattmeter.learn(minutesOf(meter.frames(LOAD, 3600)));
    measureAll(wattmeter, meter.frames(LOAD, 10));
    const other = new SmallMeter({ mode, address: '999999999999', firstMs: 20_000_000 });
    expect(measureAll(wattmeter, other.frames(LOAD, 10)).at(-1)).not.toHaveProperty('activePowerW');
  });
});

describe('the minutes of a producer', () => {
  function learned() {
    const meter = new SmallMeter({ isProducer: true });
    const wattmeter = createWattmeter('auto');
    wattmeter.learn(minutesOf([...meter.frames(LOAD, 3600), ...meter.frames(GIVEN, 3600)]));
    return { meter, wattmeter };
  }

  test('make the W known that are given', () => {
    const { meter, wattmeter } = learned();
    expect(worst(measureAll(wattmeter, meter.frames(GIVEN, 300)), GIVEN)).toBeLessThan(0.03);
  });

  test('make the W known that are drawn', () => {
    const { meter, wattmeter } = learned();
    expect(worst(measureAll(wattmeter, meter.frames(LOAD, 300)), LOAD)).toBeLessThan(0.03);
  });
});

test('no minutes at all change nothing', () => {
  const frames = new SmallMeter().frames(LOAD, 600);
  const wattmeter = createWattmeter('auto');
  wattmeter.learn([]);
  expect(measureAll(wattmeter, frames)).toEqual(measureAll(createWattmeter('auto'), frames));
});
