/** The result of a reading for one part of the contract: `known` is kept over a restart, `running` is not. */
export interface Learned<Known, Running> {
  readonly known: Known;
  readonly running: Running;
}

/** Whether two values are equal: numbers, texts, and lists and objects of these. An undefined field equals an absent one. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) && Array.isArray(other)) return haveSameMembers(one, other);
  return hasFieldsOf(one, other) && hasFieldsOf(other, one);
}

/** A loop takes a third of the time of `every`, and this runs for every frame of every meter. */
function haveSameMembers(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at += 1) if (!isSame(one[at], other[at])) return false;
  return true;
}

function hasFieldsOf(one: object, other: object): boolean {
  for (const field in other) {
    if (!isSame(one[field as keyof object], other[field as keyof object])) return false;
  }
  return true;
}

/** The new value, or the previous object if both are equal: the next comparison then takes no time. */
export function lastIfSame<T>(last: T, now: T): T {
  return isSame(last, now) ? last : now;
}

/** A value that consecutive readings agree on, how many readings, and since when by the clock passed to `lasting`. */
export interface Lasting<T> {
  readonly value: T;
  readonly sinceMs: number;
  readonly times: number;
}

export function lasting<T>(before: Lasting<T> | undefined, value: T, atMs: number): Lasting<T> {
  if (!before || !isSame(value, before.value)) return { value, sinceMs: atMs, times: 1 };
  return { ...before, times: before.times + 1 };
}

/** In how many consecutive readings that carry it a value must be the same before it is accepted: a single frame may be wrong. */
const TIMES = 3;

/** The last value read, and in how many consecutive readings it was the same; not counted beyond three. */
export interface Counted<T> {
  readonly value: T;
  readonly times: number;
}

/** Adds the value of a reading; undefined if the reading does not carry it. */
export function counted<T>(before: Counted<T> | undefined, value: T | undefined): Counted<T> | undefined {
  if (value === undefined) return before;
  if (!before || !isSame(value, before.value)) return { value, times: 1 };
  return before.times < TIMES ? { value, times: before.times + 1 } : before;
}

/** The value of the last three readings that carry it; undefined unless they agree. */
export function confirmed<T>(before: Counted<T> | undefined): T | undefined {
  return before?.times === TIMES ? before.value : undefined;
}
