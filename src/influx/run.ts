/** Lines of one series refused in a row that make it the rule, not the exception. */
const CLASH_AT = 16;

/**
 * The lines that are refused one by one, series by series, for as long as none of the series is stored: over however many
 * batches, since one of ten seconds holds only a few of each. One that is sent again counts once.
 */
export interface Runs {
  /** Where the batch began with which a series began to be refused that is now refused as a rule; undefined without one. */
  readonly clashFrom: number | undefined;
  /** Gives whether that makes it a clash. @param from where the batch of the line begins */
  refuse(line: string, from: number): boolean;
  store(lines: readonly string[]): void;
}

export function createRuns(): Runs {
  const runs = new Map<string, { readonly from: number; readonly lines: Set<string> }>();

  return {
    get clashFrom() {
      const clashes = [...runs.values()].filter(({ lines }) => lines.size >= CLASH_AT);
      return clashes.length === 0 ? undefined : Math.min(...clashes.map(({ from }) => from));
    },
    refuse(line, from) {
      const run = runs.get(seriesOf(line)) ?? { from, lines: new Set() };
      runs.set(seriesOf(line), run);
      run.lines.add(line);
      return run.lines.size >= CLASH_AT;
    },
    store(lines) {
      if (runs.size > 0) for (const line of lines) runs.delete(seriesOf(line));
    },
  };
}

/** Measurement and tags, up to the blank before the fields: no tag of ours holds one. */
function seriesOf(line: string): string {
  return line.slice(0, line.indexOf(' '));
}
