import { isAboutContent } from './disk-trouble.ts';

/** Keys that are read at one go. */
const WIDEST = 1_000;

/** A table whose rows have whole numbers, or the first part of their key, in ascending order. */
export interface KeyedTable<T> {
  /** The least key from `from` on. @throws what SQLite has to say */
  first(from: number): number | undefined;
  /** Reads the rows whose keys are in [from, to). @throws what SQLite has to say */
  within(from: number, to: number): T;
}

/** Rows that were read, or a place at which there are some that cannot be. */
export type KeyRange<T> =
  | { readonly kind: 'read'; readonly rows: T }
  | { readonly kind: 'damaged'; readonly at: number };

/**
 * Reads a table from key `start` on, around what is damaged of it.
 * @throws what is not said of the content, such as that a disk is full
 */
export function* readAroundDamage<T>(table: KeyedTable<T>, start: number): Generator<KeyRange<T>, void> {
  let width = WIDEST;
  let from: number | undefined = start;
  while (from !== undefined) {
    const first = firstFrom(from);
    if (first === 'damaged') {
      yield { kind: 'damaged', at: from };
      from = endOfDamage(from, (key) => firstFrom(key) !== 'damaged');
      continue;
    }
    if (first === undefined) return;
    const rows = unlessDamaged(() => [table.within(first, first + width)] as const);
    if (rows !== 'damaged') yield { kind: 'read', rows: rows[0] };
    else if (width === 1) yield { kind: 'damaged', at: first };
    from = rows === 'damaged' && width > 1 ? first : first + width;
    width = rows === 'damaged' ? Math.ceil(width / 2) : Math.min(width * 2, WIDEST);
  }

  /** In a damaged page the search ends at rows that were not looked for. */
  function firstFrom(key: number): number | undefined | 'damaged' {
    const first = unlessDamaged(() => table.first(key));
    return typeof first === 'number' && first < key ? 'damaged' : first;
  }
}

function unlessDamaged<T>(read: () => T): T | 'damaged' {
  try {
    return read();
  } catch (error) {
    if (isAboutContent(error)) return 'damaged';
    throw error;
  }
}

/** The least key from which reading works again; undefined when there is none. A page that is damaged holds keys in a row. */
function endOfDamage(key: number, isReadable: (from: number) => boolean): number | undefined {
  let step = 1;
  while (!isReadable(key + step)) {
    step *= 2;
    if (key + step > Number.MAX_SAFE_INTEGER) return undefined;
  }
  let [damaged, sound] = [key + Math.floor(step / 2), key + step];
  while (sound - damaged > 1) {
    const middle = Math.floor((damaged + sound) / 2);
    if (isReadable(middle)) sound = middle;
    else damaged = middle;
  }
  return sound;
}
