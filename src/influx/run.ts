import { systemClock } from '../clock.ts';

/** Lines of one series refused in a row that make it the rule, not the exception. */
const CLASH_AT = 16;
/** How long such a series is held back before it is tried again: the database itself must change. */
const HELD_MS = 3_600_000;

/**
 * The lines that are refused one by one, series by series, for as long as none of the series is stored: over however many
 * batches, since one of ten seconds holds only a few of each. One that is sent again counts once.
 */
export interface Runs {
  /** The series of which every line is refused. */
  readonly held: readonly Held[];
  /** Gives the clash that it is, if it is one: the series is held back for an hour. @param from where the batch of the line begins */
  refuse(line: string, from: number): Clash | undefined;
  store(lines: readonly string[]): void;
  /** These lines, refused before, were given up. */
  giveUp(lines: readonly string[]): void;
  /** `position`, or where the first of what is held back begins, whichever comes first. */
  before(position: number): number;
  /** Leaves out what is held back. */
  without(lines: readonly string[]): readonly string[];
}

export interface Held {
  readonly measurement: string;
  /** Where the batch began with which the series began to be refused. */
  readonly from: number;
}

export interface Clash extends Held {
  /** How many of its lines were given up before it turned out that all are refused. */
  readonly givenUp: number;
}

interface Run extends Held {
  readonly lines: Set<string>;
  givenUp: number;
  heldAtMs?: number;
}

/** @param now the monotonic clock, in ms */
export function createRuns(now = systemClock.now): Runs {
  const runs = new Map<string, Run>();
  const held = () => [...runs.values()].filter(({ heldAtMs }) => heldAtMs !== undefined);

  return {
    get held() {
      return held();
    },
    refuse(line, from) {
      const series = seriesOf(line);
      const run = runs.get(series) ?? { measurement: measurementOf(line), from, lines: new Set(), givenUp: 0 };
      runs.set(series, run);
      if (run.lines.size < CLASH_AT) run.lines.add(line);
      return run.lines.size < CLASH_AT ? undefined : clash(run);
    },
    store(lines) {
      if (runs.size > 0) for (const line of lines) runs.delete(seriesOf(line));
    },
    giveUp(lines) {
      for (const line of lines) {
        const run = runs.get(seriesOf(line));
        if (run) run.givenUp += 1;
      }
    },
    before: (position) => Math.min(position, ...held().map(({ from }) => from)),
    without(lines) {
      if (held().length === 0) return lines;
      return lines.filter((line) => {
        const { heldAtMs } = runs.get(seriesOf(line)) ?? {};
        return heldAtMs === undefined || now() - heldAtMs >= HELD_MS;
      });
    },
  };

  function clash(run: Run): Clash {
    const { measurement, from, givenUp } = run;
    run.heldAtMs = now();
    run.givenUp = 0;
    return { measurement, from, givenUp };
  }
}

/** Measurement and tags, up to the blank before the fields: no tag of ours holds one. */
function seriesOf(line: string): string {
  return line.slice(0, line.indexOf(' '));
}

function measurementOf(line: string): string {
  return line.slice(0, line.indexOf(','));
}
