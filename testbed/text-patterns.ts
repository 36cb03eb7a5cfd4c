/** Stands in a text for what it is given: a number, a date, a name, or another text. */
export const HOLE = '\ue000';
const DAY_MS = 86_400_000;
/** A number that no text has by itself. */
const A_NUMBER = 7919;

/**
 * Every text of a table of `src/texts`: strings, and functions that give one, in objects. What a function is given is a hole in its text,
 * and so is other data in it.
 * @param data its shapes, as the source of an expression
 */
export function* textsIn(value: unknown, data: string): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'function')
    yield* resultsOf(value as TextFunction, new RegExp(`(?<![\\p{L}\\d])(?:${data})(?![\\p{L}\\d])`, 'giu'));
  else if (typeof value === 'object') for (const inner of Object.values(value ?? {})) yield* textsIn(inner, data);
}

type TextFunction = (...given: readonly unknown[]) => unknown;

/** They are asked for again with a changed table, and take seconds. */
const results = new WeakMap<TextFunction, readonly string[]>();

/** What a function gives for arguments that lead it into its branches, with a hole for each value in it. */
function resultsOf(text: TextFunction, data: RegExp): readonly string[] {
  const known = results.get(text);
  if (known) return known;
  const given = [...combinations(argumentsOf(text), Math.max(text.length, Math.min(3, text.length + 1)))];
  const found = given.flatMap((values) => stringsIn(resultOf(text, values)));
  const made = [...new Set(found)].map((result) =>
    result
      .replace(data, HOLE)
      .replace(/Invalid Date|(?<= )Date\b|NaN|undefined/g, HOLE)
      .replace(/\ue000(?:[\u00a0\u202f.,]?\ue000)+/g, HOLE),
  );
  results.set(text, made);
  return made;
}

/** Also what the function compares something with. Fewer values for more parameters, since all are combined. */
function argumentsOf(text: TextFunction): readonly (() => unknown)[] {
  const comparisons = text.toString().matchAll(/(\w+) ?[!=]== ?(['"`])(.*?)\2/g);
  const compared = [...comparisons].flatMap(([, name = '', , literal]) => [
    () => literal,
    () => hole({ [name]: literal }),
  ]);
  // The words after each of several numbers differ with it: the last ones are 0, and the others many.
  const [, taken = ''] = /^\(\{([^}]*)\}/.exec(text.toString()) ?? [];
  const names = taken.split(',').map((name) => name.replace(/[:=].*/s, '').trim());
  const none = () => hole({ length: 0 }, 0);
  const zeros = names.map(
    (_, at) => () => hole(Object.fromEntries(names.slice(at).map((name) => [name, none()])), A_NUMBER),
  );
  if (text.length > 4) return [() => hole(), ...compared];
  return [...(text.length > 3 ? FEW_ARGUMENTS : ARGUMENTS), ...compared, ...zeros];
}

/** A text, or those of an object: what is wrong and what to do about it. */
function stringsIn(result: unknown): readonly string[] {
  if (typeof result === 'string') return [result];
  const isObject = typeof result === 'object' && result !== null;
  return isObject ? Object.values(result).filter((value) => typeof value === 'string') : [];
}

function resultOf(text: TextFunction, given: readonly (() => unknown)[]): unknown {
  try {
    return text(...given.map((value) => value()));
  } catch {
    // These arguments do not go together.
    return undefined;
  }
}

const FEW_ARGUMENTS: readonly (() => unknown)[] = [
  () => hole(),
  () => 0,
  () => 1,
  () => A_NUMBER,
  () => 2 * DAY_MS,
  () => undefined,
  firstOnly,
];
const ARGUMENTS: readonly (() => unknown)[] = [
  ...FEW_ARGUMENTS,
  () => ({}),
  () => [hole()],
  () => hole({ length: 0 }),
  daysApart,
  () => [daysApart()],
];

function* combinations<T>(values: readonly T[], length: number): Generator<readonly T[]> {
  if (length === 0) yield [];
  else for (const rest of combinations(values, length - 1)) for (const value of values) yield [value, ...rest];
}

/**
 * As a text it is a hole, as a number none unless given; its properties and what its methods give are holes, too.
 * @param known what some properties are instead, its own ones and those of the holes that it gives
 */
function hole(known: { readonly [property: string]: unknown } = {}, value = Number.NaN): unknown {
  return new Proxy(() => {}, {
    get(_, key) {
      if (key === Symbol.toPrimitive) return (hint: string) => (hint === 'number' ? value : HOLE);
      return typeof key === 'string' && Object.hasOwn(known, key) ? known[key] : hole(known, value);
    },
    apply: () => hole(known, value),
  });
}

/** An object that has the first property that it is asked for, and no other one. */
function firstOnly(): unknown {
  let first: string | symbol | undefined;
  return new Proxy(
    {},
    {
      get(_, key) {
        first ??= key;
        return key === first ? HOLE : undefined;
      },
    },
  );
}

/** An object whose properties are moments, each a whole day of Paris after the one before. */
function daysApart(): unknown {
  const begin = Date.parse('2026-01-05T00:00:00+01:00');
  let days = 0;
  return new Proxy({}, { get: () => begin + DAY_MS * days++ });
}
