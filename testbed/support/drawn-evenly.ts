/**
 * So many of some things, or all if there are no more, in their order. Each kind has as many of them as any other, as long as it
 * has more.
 */
export function drawnEvenly<Thing>(
  things: readonly Thing[],
  kindOf: (thing: Thing) => string,
  random: () => number,
  most: number,
): readonly Thing[] {
  const lots = things.map((thing) => ({ thing, kind: kindOf(thing), lot: random() }));
  const byKind = Map.groupBy(
    lots.toSorted((one, other) => one.lot - other.lot),
    ({ kind }) => kind,
  );
  const ranked = [...byKind.values()].flatMap((alike) => alike.map(({ thing }, rank) => ({ thing, rank })));
  const drawn = ranked.toSorted((one, other) => one.rank - other.rank).slice(0, most);
  const wanted = new Set(drawn.map(({ thing }) => thing));
  return things.filter((thing) => wanted.has(thing));
}
