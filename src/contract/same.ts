/** What a reading leaves of a part of the contract: what is kept over a restart, and what that forgets. */
export interface Learned<Known, Running> {
  readonly known: Known;
  readonly running: Running;
}

/** Whether two values say the same: numbers, texts, and lists and objects of such. A field that is undefined is one that is absent. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) && Array.isArray(other)) return haveSameMembers(one, other);
  return hasFieldsOf(one, other) && hasFieldsOf(other, one);
}

/** A loop takes a third of the time of `every`, and each frame of each meter is compared. */
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

/** What is told now, as the object that was told last while that says the same: it is compared in no time then. */
export function lastIfSame<T>(last: T, now: T): T {
  return isSame(last, now) ? last : now;
}

/** What readings in a row say, how many of them, and since when by the clock that `lasting` is given. */
export interface Lasting<T> {
  readonly value: T;
  readonly sinceMs: number;
  readonly times: number;
}

export function lasting<T>(before: Lasting<T> | undefined, value: T, atMs: number): Lasting<T> {
  if (!before || !isSame(value, before.value)) return { value, sinceMs: atMs, times: 1 };
  return { ...before, times: before.times + 1 };
}

/** In how many readings in a row that carry it a value must stand before it is believed: a single frame may be wrong. */
const TIMES = 3;

/** The value of the last reading that carries it, and in how many in a row it stood; not counted beyond three. */
export interface Counted<T> {
  readonly value: T;
  readonly times: number;
}

/** Goes on with the value of a reading; undefined where the reading does not carry it. */
export function counted<T>(before: Counted<T> | undefined, value: T | undefined): Counted<T> | undefined {
  if (value === undefined) return before;
  if (!before || !isSame(value, before.value)) return { value, times: 1 };
  return before.times < TIMES ? { value, times: before.times + 1 } : before;
}

/** The value that has come three times in a row, the last time of all; undefined where the last one has not. */
export function confirmed<T>(before: Counted<T> | undefined): T | undefined {
  return before?.times === TIMES ? before.value : undefined;
}
