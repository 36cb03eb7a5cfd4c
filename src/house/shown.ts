// What leaves this machine through the house's page is an explicit list, and never what remains after something was removed. A type's list
// has each of its fields, so a field that is added later does not compile until somebody has decided about it; and at run time, fields that
// are not in a list are left out.

/** A single value of JSON. */
type Plain = string | number | boolean | null;

/**
 * How a field leaves this machine: `shown` unchanged, for plain values or lists of them only; `hidden`, not at all; or as the result of a
 * function.
 */
type Rule<V> = 'hidden' | ([V] extends [Plain | readonly Plain[]] ? 'shown' : never) | ((value: V) => unknown);

/** A rule for each field of a type. */
type Rules<T> = { readonly [K in keyof T]-?: Rule<Exclude<T[K], undefined>> };

/** A type without its hidden fields. */
export type Shown<T, R extends Rules<T>> = {
  readonly [K in keyof T as R[K] extends 'hidden' ? never : K]: R[K] extends (value: never) => infer S ? S : T[K];
};

/** Rules for exactly the fields of the type. */
type Exactly<T, R> = R & { readonly [K in Exclude<keyof R, keyof T>]: never };

/** Returns the function that shows an object by the rules for its fields. */
export function fields<T extends object>() {
  return <const R extends Rules<T>>(rules: Exactly<T, R>): ((value: T) => Shown<T, R>) => {
    const shown = Object.entries<Rule<unknown>>(rules).filter(([, rule]) => rule !== 'hidden');
    return (value) => {
      const given = new Map<string, unknown>(Object.entries(value));
      const taken = shown.map(([name, rule]) => [name, shownBy(rule, given.get(name))]);
      return Object.fromEntries(taken.filter(([, one]) => one !== undefined));
    };
  };
}

function shownBy(rule: Rule<unknown>, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (typeof rule === 'function') return rule(value);
  return isPlain(value) || (Array.isArray(value) && value.every(isPlain)) ? value : undefined;
}

/** The objects of a union whose field `kind` may be `K`. */
export type OfKind<T, K> = T extends { readonly kind: infer Q } ? (K extends Q ? T : never) : never;

/**
 * Returns the function that shows a member of a union of objects, which are distinguished by their field `kind`, by the rules for that
 * kind.
 */
export function kinds<T extends { readonly kind: string }>(
  shows: {
    readonly [K in T['kind']]: (value: OfKind<T, K>) => object;
  },
): (value: T) => T {
  const known: { readonly [kind: string]: (value: never) => object } = shows;
  return (value) => known[value.kind]?.(value as never) as T;
}

/** Returns the function that shows each object of a list. */
export function each<T, S>(show: (value: T) => S): (list: readonly T[]) => readonly S[] {
  return (list) => list.map(show);
}

/** The numbers of an object with arbitrary names, such as those of tariff periods. */
export function numbers(named: { readonly [name: string]: number }): { readonly [name: string]: number } {
  return Object.fromEntries(Object.entries(named).filter(([, value]) => typeof value === 'number'));
}

function isPlain(value: unknown): value is Plain {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
