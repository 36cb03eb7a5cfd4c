import { unlessDamaged } from './disk-trouble.ts';

/** At most this many keys are read at once. */
const WIDEST = 1_000;

/** A table whose key, or the first column of it, is an integer. */
export interface KeyedTable<T> {
  /** The lowest key that is not below `from`. @throws what SQLite throws */
  first(from: number): number | undefined;
  /** Reads the rows whose keys are in [from, to). @throws what SQLite throws */
  within(from: number, to: number): T;
}

/** Rows that were read, or a key at which rows cannot be read. */
export type KeyRange<T> =
  | { readonly kind: 'read'; readonly rows: T }
  | { readonly kind: 'damaged'; readonly at: number };

/**
 * Reads a table from key `start` on and skips its damaged parts: the range is halved until the damage is a single key, or the next readable
 * key is searched for.
 * @param widest how many keys are read at once, at most
 * @throws an error that does not concern the content, such as a full disk
 */
export function* readAroundDamage<T>(
  table: KeyedTable<T>,
  start: number,
  widest = WIDEST,
): Generator<KeyRange<T>, void> {
  let width = widest;
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
    if (rows) yield { kind: 'read', rows: rows[0] };
    else if (width === 1) yield { kind: 'damaged', at: first };
    from = !rows && width > 1 ? first : first + width;
    width = rows ? Math.min(width * 2, widest) : Math.ceil(width / 2);
  }

  /** In a damaged page, SQLite's search may return a lower key than the one that was asked for. */
  function firstFrom(key: number): number | undefined | 'damaged' {
    const found = unlessDamaged(() => [table.first(key)] as const);
    if (!found) return 'damaged';
    const [first] = found;
    return typeof first === 'number' && first < key ? 'damaged' : first;
  }
}

/** The rows of a table from key `start` on, without the damaged ones. @throws as `readAroundDamage` does */
export function rowsAroundDamage<Row>(table: KeyedTable<readonly Row[]>, start: number): readonly Row[] {
  return [...readAroundDamage(table, start)].flatMap((range) => (range.kind === 'read' ? range.rows : []));
}

/** The lowest key from which reading works again; undefined if there is none. A damaged page holds successive keys. */
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
