const CACHED_DAYS = 4;

/** Returns the same as `make`, and keeps the results of the last few days. */
export function cachedByDay<T>(make: (day: number) => T): (day: number) => T {
  const cache = new Map<number, T>();
  return (day) => {
    const known = cache.get(day);
    if (known !== undefined) return known;
    const made = make(day);
    for (const oldest of [...cache.keys()].slice(0, -CACHED_DAYS)) cache.delete(oldest);
    cache.set(day, made);
    return made;
  };
}
