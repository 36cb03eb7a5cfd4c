/** The same as `make`, with the last few answers kept. */
export function latest<T>(make: (day: number) => T): (day: number) => T {
  const kept = new Map<number, T>();
  return (day) => {
    const known = kept.get(day);
    if (known !== undefined) return known;
    const made = make(day);
    for (const oldest of [...kept.keys()].slice(0, -KEPT)) kept.delete(oldest);
    kept.set(day, made);
    return made;
  };
}

const KEPT = 4;
