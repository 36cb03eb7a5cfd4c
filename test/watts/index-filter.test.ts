import { describe, expect, test } from 'vitest';
import { IndexFilter } from '../../src/watts/index-filter.ts';

const SECOND_H = 1 / 3600;
const UNSURE = { mean: 0.8, variance: 0.2 ** 2 };
const HALF_AN_HOUR = 1800;
/** Powers that take other times for a Wh, so that the frames fall into step with the index in another way. */
const POWERS = [110, 337, 1290, 4000];
const FACTORS = [0.55, 0.8, 1];
const LOADS = POWERS.flatMap((va) => FACTORS.map((factor) => ({ va, factor })));

interface Load {
  readonly va: number;
  readonly factor: number;
}

/** Gives a filter what a frame of each second tells of a load. */
class Line {
  readonly filter: IndexFilter;
  /** By how many seconds the power of a frame is older than its index: 1, 0, or −1 where the index is the older one. */
  readonly #powerIsOlderByS: number;
  #wh = 0.37;
  #indexWh = 0;
  #va = 0;
  #toldVA = 0;

  constructor(filter: IndexFilter, powerIsOlderByS = 0) {
    this.filter = filter;
    this.#powerIsOlderByS = powerIsOlderByS;
  }

  /** By how much the energy is ahead of what the index says. */
  get uncountedWh(): number {
    return this.#wh - Math.floor(this.#wh);
  }

  /** The load draws this for some seconds. `after` is called after each of them. */
  draw({ va, factor }: Load, seconds: number, after = () => {}): void {
    for (let second = 0; second < seconds; second += 1) {
      const indexBeforeWh = Math.floor(this.#wh);
      this.#wh += va * factor * SECOND_H;
      const toldVA = this.#powerIsOlderByS === 1 ? this.#va : va;
      this.#tell(toldVA, this.#powerIsOlderByS === -1 ? indexBeforeWh : Math.floor(this.#wh));
      this.#va = va;
      after();
    }
  }

  /** The load draws this until the index steps. */
  drawUntilStep(load: Load, after = () => {}): void {
    for (const before = this.#indexWh; this.#indexWh === before; ) this.draw(load, 1, after);
  }

  #tell(va: number, indexWh: number): void {
    const lastVAh = ((this.#toldVA + va) / 2) * SECOND_H;
    this.filter.run(this.#toldVA, SECOND_H / 2);
    if (va !== this.#toldVA) this.filter.change(va - this.#toldVA, 0.05 * Math.abs(va - this.#toldVA) * SECOND_H);
    this.filter.run(va, SECOND_H / 2);
    this.filter.read(indexWh - this.#indexWh, lastVAh, 0);
    this.#indexWh = indexWh;
    this.#toldVA = va;
  }
}

describe.each(LOADS)('from an index that counts $factor W for each VA, at $va VA,', (load) => {
  const line = new Line(new IndexFilter(UNSURE));
  const errors: { ofFactor: number; deviation: number }[] = [];
  line.draw(load, HALF_AN_HOUR, () => {
    const { mean, variance } = line.filter.factor;
    errors.push({ ofFactor: Math.abs(mean - load.factor), deviation: Math.sqrt(variance) });
  });

  test('the factor is within 1 % after half an hour, and is said to be', () => {
    expect(errors.at(-1)?.ofFactor).toBeLessThan(0.01);
    expect(errors.at(-1)?.deviation).toBeLessThan(0.01);
  });

  test('the error was within two standard deviations in 19 of 20 seconds', () => {
    const honest = errors.filter(({ ofFactor, deviation }) => ofFactor < 2 * deviation);
    expect(honest.length / errors.length).toBeGreaterThan(0.95);
  });

  test('the uncounted energy is known to a small part of a Wh, or to the energy of a second', () => {
    const secondWh = load.va * load.factor * SECOND_H;
    expect(Math.abs((line.filter.uncountedWh ?? Number.NaN) - line.uncountedWh)).toBeLessThan(Math.max(0.05, secondWh));
  });
});

describe('a step that does not come', () => {
  /** The uncounted energy is known, and a factor is believed that is far above the true one: a step comes after 22 s, not after 9. */
  function overdue() {
    const line = new Line(new IndexFilter(UNSURE));
    line.draw({ va: 400, factor: 1 }, HALF_AN_HOUR);
    line.drawUntilStep({ va: 400, factor: 1 });
    line.filter.believe({ mean: 1, variance: 0.2 ** 2 });
    const factors: number[] = [];
    line.drawUntilStep({ va: 400, factor: 0.4 }, () => factors.push(line.filter.factor.mean));
    return factors.slice(0, -1);
  }

  test('says nothing as long as it is not due', () => {
    expect(overdue().slice(0, 7)).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  test('lowers the factor before any step comes', () => {
    expect(overdue().at(-1)).toBeLessThan(0.7);
  });

  test('lowers it further, the longer it does not come', () => {
    const factors = overdue();
    expect(factors).toEqual(factors.toSorted((one, other) => other - one));
  });
});

test('from a factor that was true for an hour, half of the way to the new one takes 30 s, and all three minutes', () => {
  const line = new Line(new IndexFilter(UNSURE));
  line.draw({ va: 2000, factor: 0.9 }, 2 * HALF_AN_HOUR);
  line.draw({ va: 2000, factor: 0.6 }, 30);
  expect(line.filter.factor.mean).toBeLessThan(0.75);
  line.draw({ va: 2000, factor: 0.6 }, 150);
  expect(Math.abs(line.filter.factor.mean - 0.6)).toBeLessThan(0.02);
});

describe('forgetting the uncounted energy', () => {
  test('says nothing of the factor', () => {
    const { filter } = settledLine();
    const before = filter.factor;
    filter.forgetUncounted();
    expect(filter.factor).toEqual(before);
  });

  test('lets the next step come at any moment without changing the factor', () => {
    const { filter } = settledLine();
    const before = filter.factor;
    filter.forgetUncounted();
    filter.run(1000, SECOND_H);
    filter.read(1, 1000 * SECOND_H, 0);
    expect(filter.factor.mean).toBeCloseTo(before.mean, 2);
  });
});

describe('believing another factor', () => {
  test('goes on with that one', () => {
    const { filter } = settledLine();
    filter.believe({ mean: 0.55, variance: 0.01 });
    expect(filter.factor).toEqual({ mean: 0.55, variance: 0.01 });
  });

  test('keeps the uncounted energy', () => {
    const { filter } = settledLine();
    const before = filter.uncountedWh;
    filter.believe({ mean: 0.55, variance: 0.01 });
    expect(filter.uncountedWh).toBe(before);
  });
});

/** Unless the lag is learned, each end of the load leaves the uncounted energy wrong by 0.73 Wh, the energy of a second. */
test.each([-1, 1])(
  'where powers are %d s older than the index, the lag is learned from a load that switches',
  (olderByS) => {
    const line = new Line(new IndexFilter(UNSURE), olderByS);
    const errorsWh: number[] = [];
    for (let time = 0; time < 40; time += 1) {
      line.draw({ va: 90, factor: 0.9 }, 40);
      line.draw({ va: 3000, factor: 0.9 }, 50);
      line.draw({ va: 90, factor: 0.9 }, 2);
      errorsWh.push(Math.abs((line.filter.uncountedWh ?? Number.NaN) - line.uncountedWh));
    }
    const lately = errorsWh.slice(20);
    expect(lately.reduce((sum, error) => sum + error) / lately.length).toBeLessThan(0.35);
  },
);

function settledLine(): Line {
  const line = new Line(new IndexFilter(UNSURE));
  line.draw({ va: 1000, factor: 0.8 }, HALF_AN_HOUR);
  return line;
}
