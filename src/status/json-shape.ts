import { printable } from '../printable.ts';

/** Gives the value that it takes, without what is not known of it. @throws TypeError for any other */
export type Shape<T> = (value: unknown) => T;

/** Longer than any text of a meter, of the settings or of a server's answer in short. */
const MOST_CHARACTERS = 1_000;

/** A text that may be shown. */
export function printableText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('not a text');
  return printable(value).slice(0, MOST_CHARACTERS);
}

/** Neither infinite nor none: `1e999` is a number of JSON. */
export function number(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError('not a number');
  return value;
}

export function yesOrNo(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new TypeError('neither true nor false');
  return value;
}

export function anyOf<const T>(...known: readonly T[]): Shape<T> {
  return (value) => {
    const found = known.find((one) => one === value);
    if (found === undefined) throw new TypeError('none of those that there are');
    return found;
  };
}

/** One of the names that a table has, so that a table of a type's members forgets none. */
export function keyOf<K extends string>(known: { readonly [S in K]: true }): Shape<K> {
  return (value) => {
    if (typeof value !== 'string' || !Object.hasOwn(known, value)) throw new TypeError('none of those that there are');
    return value as K;
  };
}

/** Or nothing at all. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value) => (value === undefined ? undefined : shape(value));
}

/** @param most of which the rest is left out */
export function listOf<T>(shape: Shape<T>, most = Number.POSITIVE_INFINITY): Shape<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new TypeError('not a list');
    return value.slice(0, most).map(shape);
  };
}

/** Values of one kind under names that nobody knows before. */
export function named<T>(shape: Shape<T>): Shape<{ readonly [name: string]: T }> {
  return (value) =>
    Object.fromEntries(Object.entries(fieldsOf(value)).map(([name, one]) => [printableText(name), shape(one)]));
}

/** A shape for each of its fields; what else is there is left out. */
export function object<T extends object>(
  shapes: {
    readonly [K in keyof T]-?: object extends Pick<T, K> ? Shape<T[K] | undefined> : Shape<T[K]>;
  },
): Shape<T> {
  const known: readonly (readonly [string, Shape<unknown>])[] = Object.entries(shapes);
  return (value) => {
    const fields = fieldsOf(value);
    const taken = known.map(([name, shape]) => [name, shape(fields[name])] as const);
    return Object.fromEntries(taken.filter(([, one]) => one !== undefined)) as T;
  };
}

function fieldsOf(value: unknown): { readonly [name: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('not an object');
  return value as { readonly [name: string]: unknown };
}
