import type { Told } from './house-meter.ts';

/** How well a method told the active power of a house. Errors are never negative. */
export interface Score {
  /** The share of the readings whose W were known. */
  readonly known: number;
  readonly meanErrorW: number;
  readonly medianErrorW: number;
  readonly p95ErrorW: number;
  /** The error as a share of the true power. */
  readonly medianErrorShare: number;
  readonly p95ErrorShare: number;
  /** The median of the error for its bound, 3 % or 5 W: at most 1 is asked for. */
  readonly medianOfBound: number;
  /** The 95th percentile of the error for its bound, 10 % or 20 W: at most 1 is asked for. */
  readonly p95OfBound: number;
  /** The share of the readings whose error was at most the one that the method stated; absent where it stated none. */
  readonly statedHolds?: number;
  /** The mean error that the method stated. */
  readonly meanStatedW?: number;
  readonly hours: HourScore;
}

/** How far the integrals of the hours are from what the index counted. */
interface HourScore {
  readonly count: number;
  /** The share of the hours within 1 % or 2 Wh. */
  readonly within: number;
  /** The 95th percentile and the greatest of the error for its bound, 1 % or 2 Wh. */
  readonly p95OfBound: number;
  readonly greatestOfBound: number;
  readonly greatestErrorWh: number;
}

const HOUR_S = 3600;
/** What is between two frames that are further apart is not integrated. */
const LONGEST_GAP_S = 10;

/** Compares what a method tells with the truth, from a second on. */
export class Scorer {
  readonly #fromSecond: number;
  readonly #errorsW = new Numbers();
  readonly #shares = new Numbers();
  readonly #medianBounds = new Numbers();
  readonly #p95Bounds = new Numbers();
  readonly #hourBounds = new Numbers();
  #readings = 0;
  #stated = 0;
  #held = 0;
  #statedSumW = 0;
  #before: Told | undefined;
  #hour = -1;
  #hourErrorWh = 0;
  #hourGrossWh = 0;
  #hourCoveredS = 0;
  #greatestErrorWh = 0;

  constructor(fromSecond: number) {
    this.#fromSecond = fromSecond;
  }

  /** Takes what a method said of a frame. */
  take(told: Told, watts: number | undefined, statedErrorW: number | undefined): void {
    const before = this.#before;
    this.#before = told;
    if (told.second < this.#fromSecond) return;
    this.#readings += 1;
    if (watts === undefined) return;
    this.#takeError(Math.abs(watts - told.activeW), Math.abs(told.activeW), statedErrorW);
    if (before) this.#integrate(before, told, watts);
  }

  #takeError(errorW: number, truthW: number, statedErrorW: number | undefined): void {
    this.#errorsW.add(errorW);
    this.#shares.add(errorW / Math.max(1, truthW));
    this.#medianBounds.add(errorW / Math.max(5, truthW * 0.03));
    this.#p95Bounds.add(errorW / Math.max(20, truthW * 0.1));
    if (statedErrorW === undefined) return;
    this.#stated += 1;
    this.#statedSumW += statedErrorW;
    if (errorW <= statedErrorW) this.#held += 1;
  }

  /** The power of a frame stands for the time since the frame before. */
  #integrate(before: Told, told: Told, watts: number): void {
    const hour = Math.floor(told.second / HOUR_S);
    if (hour !== this.#hour) this.#endHour(hour);
    const seconds = (told.reading.monotonicMs - before.reading.monotonicMs) / 1000;
    if (seconds > LONGEST_GAP_S) return;
    this.#hourErrorWh += (watts * seconds) / HOUR_S - (told.netWh - before.netWh);
    this.#hourGrossWh += told.grossWh - before.grossWh;
    this.#hourCoveredS += seconds;
  }

  /** An hour of which more than a half is missing is not judged. */
  #endHour(next: number): void {
    if (this.#hourCoveredS > HOUR_S / 2) {
      const errorWh = Math.abs(this.#hourErrorWh);
      this.#hourBounds.add(errorWh / Math.max(2, this.#hourGrossWh * 0.01));
      this.#greatestErrorWh = Math.max(this.#greatestErrorWh, errorWh);
    }
    this.#hour = next;
    this.#hourErrorWh = 0;
    this.#hourGrossWh = 0;
    this.#hourCoveredS = 0;
  }

  /** The score of all that was taken. */
  end(): Score {
    this.#endHour(-1);
    const [errorsW, shares, hours] = [this.#errorsW.all(), this.#shares.all(), this.#hourBounds.all()];
    return {
      known: errorsW.length / this.#readings,
      meanErrorW: errorsW.reduce((sum, each) => sum + each, 0) / errorsW.length,
      medianErrorW: percentile(errorsW, 0.5),
      p95ErrorW: percentile(errorsW, 0.95),
      medianErrorShare: percentile(shares, 0.5),
      p95ErrorShare: percentile(shares, 0.95),
      medianOfBound: percentile(this.#medianBounds.all(), 0.5),
      p95OfBound: percentile(this.#p95Bounds.all(), 0.95),
      ...(this.#stated > 0 && {
        statedHolds: this.#held / this.#stated,
        meanStatedW: this.#statedSumW / this.#stated,
      }),
      hours: {
        count: hours.length,
        within: hours.filter((each) => each <= 1).length / hours.length,
        p95OfBound: percentile(hours, 0.95),
        greatestOfBound: percentile(hours, 1),
        greatestErrorWh: this.#greatestErrorWh,
      },
    };
  }
}

/** A list of numbers that takes four bytes for each. */
class Numbers {
  #values = new Float32Array(1024);
  #length = 0;

  add(value: number): void {
    if (this.#length === this.#values.length) {
      const longer = new Float32Array(this.#length * 2);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  all(): Float32Array {
    return this.#values.subarray(0, this.#length);
  }
}

function percentile(values: Float32Array, share: number): number {
  return values.length === 0
    ? Number.NaN
    : placed(values, Math.min(values.length - 1, Math.floor(values.length * share)));
}

/**
 * The value that stands at a place once the values are sorted. They are sorted only as far as that needs (Hoare's selection),
 * which for a day of seconds takes a tenth of the time.
 */
function placed(values: Float32Array, place: number): number {
  let [from, to] = [0, values.length - 1];
  while (from < to) {
    const [endOfSmaller, beginOfGreater] = parted(values, from, to);
    if (place <= endOfSmaller) to = endOfSmaller;
    else if (place >= beginOfGreater) from = beginOfGreater;
    else break;
  }
  return values[place] as number;
}

/** Puts the smaller values of a stretch before the greater ones. Gives where the smaller end, and where the greater begin. */
function parted(values: Float32Array, from: number, to: number): readonly [number, number] {
  const middle = values[(from + to) >>> 1] as number;
  let [low, high] = [from, to];
  while (low <= high) {
    while ((values[low] as number) < middle) low += 1;
    while ((values[high] as number) > middle) high -= 1;
    if (low > high) break;
    const value = values[low] as number;
    values[low] = values[high] as number;
    values[high] = value;
    low += 1;
    high -= 1;
  }
  return [high, low];
}
