import { printable } from './printable.ts';

/**
 * Checks the shape of a parsed JSON value, and returns the value without unknown fields. @throws TypeError for another shape, RangeError
 * for a value or a length out of bounds
 */
export type Check<T> = (value: unknown) => T;

/** The type of the values that pass a check of an object, in which what may be undefined may be absent. */
export type ShapeOf<C extends Check<object>> = Readonly<Partial<ReturnType<C>>> & {
  readonly [K in keyof ReturnType<C> as undefined extends ReturnType<C>[K] ? never : K]: ReturnType<C>[K];
};

/** No text of a meter, of the settings, or of a shortened answer of a server is this long. */
const MOST_CHARACTERS = 1_000;

/** A text without escape sequences, cut to 1 000 characters. */
export function printableText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('not a text');
  return printable(value).slice(0, MOST_CHARACTERS);
}

/**
 * What this very version of the program has written in JSON, so that its shape is known: the same value, without escape sequences in its
 * texts, which a stranger in its place could have set.
 */
export function ours<T>(value: unknown): T {
  const clean = (one: unknown): unknown => {
    if (typeof one === 'string') return printableText(one);
    if (Array.isArray(one)) return one.map(clean);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([name, field]) => [printableText(name), clean(field)]));
  };
  return clean(fieldsOf(value)) as T;
}

/** A finite number: JSON allows `1e999`, which is parsed as infinity. */
export function number(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError('not a number');
  return value;
}

export function between(least: number, most: number): Check<number> {
  return (value) => {
    const found = number(value);
    if (found >= least && found <= most) return found;
    throw new RangeError('too small or too large');
  };
}

export function wholeBetween(least: number, most: number): Check<number> {
  const check = between(least, most);
  return (value) => {
    const found = check(value);
    if (!Number.isSafeInteger(found)) throw new TypeError('not a whole number');
    return found;
  };
}

/** A text that matches a pattern. */
export function like(pattern: RegExp): Check<string> {
  return (value) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw new TypeError('not such a text');
    return value;
  };
}

export function yesOrNo(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new TypeError('neither true nor false');
  return value;
}

export function anyOf<const T>(...known: readonly T[]): Check<T> {
  return (value) => {
    const found = known.find((one) => one === value);
    if (found === undefined) throw new TypeError('not a known value');
    return found;
  };
}

/** One of the keys of a table. If the table is typed by a union, TypeScript checks that it has all members. */
export function keyOf<K extends string>(known: { readonly [S in K]: true }): Check<K> {
  return (value) => {
    if (typeof value !== 'string' || !Object.hasOwn(known, value)) throw new TypeError('not a known value');
    return value as K;
  };
}

/** One of a union of objects that are distinguished by their field `kind`, with a check for each of them. */
export function byKind<T extends { readonly kind: string }>(
  checks: { readonly [K in T['kind']]: Check<Extract<T, { readonly kind: K }>> },
): Check<T> {
  const known: { readonly [kind: string]: Check<T> } = checks;
  return (value) => {
    const { kind } = fieldsOf(value);
    const check = typeof kind === 'string' && Object.hasOwn(known, kind) ? known[kind] : undefined;
    if (!check) throw new TypeError('not a known kind');
    return check(value);
  };
}

/** A value that passes the check, or undefined. */
export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value) => (value === undefined ? undefined : check(value));
}

/** A list of values that all pass one check. @param most the length to which the list is cut */
export function listOf<T>(check: Check<T>, most = Number.POSITIVE_INFINITY): Check<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new TypeError('not a list');
    return (value.length > most ? value.slice(0, most) : value).map((one) => check(one));
  };
}

/** The values of a list that pass a check, at most the last `most` of them. The others are from a later version. */
export function thoseOf<T>(check: Check<T>, most: number): Check<readonly T[]> {
  const passing = (value: unknown): readonly T[] => {
    try {
      return [check(value)];
    } catch {
      return [];
    }
  };
  const list = listOf(passing);
  return (value) => list(value).flat().slice(-most);
}

/** A list of one to `most` values that all pass one check. It is never cut. */
export function fullListOf<T>(check: Check<T>, most: number): Check<readonly T[]> {
  const list = listOf(check);
  return (value) => {
    if (!Array.isArray(value) || value.length === 0 || value.length > most) throw new RangeError('too few or too many');
    return list(value);
  };
}

/** An object with arbitrary names, whose values all pass one check. */
export function named<T>(check: Check<T>): Check<{ readonly [name: string]: T }> {
  return (value) =>
    Object.fromEntries(Object.entries(fieldsOf(value)).map(([name, one]) => [printableText(name), check(one)]));
}

/** An object with a check for each field. Unknown fields are left out. */
export function object<T extends object>(
  checks: {
    readonly [K in keyof T]-?: object extends Pick<T, K> ? Check<T[K] | undefined> : Check<T[K]>;
  },
): Check<T> {
  const known: readonly (readonly [string, Check<unknown>])[] = Object.entries(checks);
  return (value) => {
    const fields = fieldsOf(value);
    // One object and no intermediate list, since a journal has thousands of imported days.
    const taken: { [name: string]: unknown } = {};
    for (const [name, check] of known) {
      const one = check(fields[name]);
      if (one !== undefined) taken[name] = one;
    }
    return taken as T;
  };
}

function fieldsOf(value: unknown): { readonly [name: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('not an object');
  return value as { readonly [name: string]: unknown };
}
