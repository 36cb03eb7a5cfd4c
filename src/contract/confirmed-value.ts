/** In how many readings in a row that carry it a new value must stand. */
const TIMES = 3;

/** A value of a meter that hardly ever changes. A single frame may be wrong, so another value must come three times in a row. */
export interface ConfirmedValue<T> {
  /** The value that is believed. */
  readonly value: T | undefined;
  /** Goes on with the value of a reading, undefined where the reading does not carry it. Gives whether another one is believed now. */
  take(value: T | undefined): boolean;
}

export function createConfirmedValue<T extends string | number>(known: T | undefined): ConfirmedValue<T> {
  let believed = known;
  let candidate: T | undefined;
  let times = 0;
  return {
    get value() {
      return believed;
    },
    take(value) {
      if (value === undefined) return false;
      times = value === candidate ? times + 1 : 1;
      candidate = value;
      if (value === believed || times < TIMES) return false;
      believed = value;
      return true;
    },
  };
}
