/** The name that was most likely meant by a misspelt word; undefined when none is near. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, edits: edits(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= Math.min(2, name.length / 2))
    .sort((a, b) => a.edits - b.edits);
  return best?.name;
}

/** How many letters to add, drop or change to turn one word into another (Levenshtein). */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (const [column, above] of row.slice(1).entries()) {
      const left = next[column] ?? 0;
      const diagonal = row[column] ?? 0;
      next.push(Math.min(left + 1, above + 1, letter === to[column] ? diagonal : diagonal + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
