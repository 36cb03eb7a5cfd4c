import { pointsOf } from '../../../src/influx/points.ts';
import type { Entry } from '../../../src/journal/entry.ts';
import { fullSeriesIn } from './aside.ts';
import type { Course } from './course.ts';
import { orderFaults } from './order.ts';
import { repeatFaults } from './repeats.ts';
import { type Storage, seriesOf } from './storage.ts';

/** What an account is drawn up from, when a run is over. */
export interface Evidence {
  readonly course: Course;
  readonly storage: Storage;
  /** What the journal holds. */
  readonly kept: readonly Entry[];
  /** What was neither committed when our process was killed; of it, anything may have been delivered. */
  readonly lost: readonly Entry[];
  /** The lines that were set aside. */
  readonly aside: readonly string[];
  readonly literal: boolean;
}

/** What the lines of a run say about the Readings that they were made from. */
export interface Known {
  /** The lines that must reach the database: those of the whole journal, from its beginning. */
  readonly required: ReadonlySet<string>;
  /** Every line that may: what is said only on change is said again where sending begins anew. With its position. */
  readonly positions: ReadonlyMap<string, number>;
}

/** Compares what the database has with what the journal holds, and how it got there with the six sentences. */
export function faultsIn(evidence: Evidence): readonly string[] {
  const { course, kept, lost, literal } = evidence;
  const known = { required: requiredOf(kept, literal), positions: positionsOf([...kept, ...lost], literal) };
  return [
    ...gaps(kept),
    ...lossesIn(evidence, known),
    ...orderFaults(course, known),
    ...repeatFaults(course, known.positions),
  ];
}

function lossesIn({ storage, aside }: Evidence, { required, positions }: Known): readonly string[] {
  const [isAside, full] = [new Set(aside), fullSeriesIn(aside)];
  const isKept = (line: string) => isAside.has(line) || full.has(seriesOf(line));
  const missing = [...required].filter((line) => !storage.has(line) && !storage.everDropped.has(line));
  return [
    ...told(
      'lost',
      missing.filter((line) => !storage.everRefused.has(line)),
    ),
    ...told(
      'refused, and not set aside',
      missing.filter((line) => storage.everRefused.has(line) && !isKept(line)),
    ),
    ...told(
      'set aside, and never refused',
      aside.filter((line) => !storage.everRefused.has(line)),
    ),
    ...told(
      'made up',
      [...storage.lines].filter((line) => !positions.has(line)),
    ),
  ];
}

/** The journal keeps everything: what was refused can be sent again. */
function gaps(kept: readonly Entry[]): readonly string[] {
  const gap = kept.find(({ position }, at) => position !== at);
  return gap ? [`the journal has nothing before ${gap.position}`] : [];
}

function requiredOf(entries: readonly Entry[], literal: boolean): ReadonlySet<string> {
  const required = new Set<string>();
  let memory: Parameters<typeof pointsOf>[1] = new Map();
  for (const entry of entries) {
    const points = pointsOf(entry, memory, literal);
    memory = points.memory;
    for (const line of points.lines) required.add(line);
  }
  return required;
}

function positionsOf(entries: readonly Entry[], literal: boolean): ReadonlyMap<string, number> {
  const lines = entries.flatMap((entry) =>
    pointsOf(entry, new Map(), literal).lines.map((line) => [line, entry.position] as const),
  );
  return new Map(lines);
}

/** So many, and the first few of them. */
export function told(what: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return [
    `${what}: ${lines.length}, ${lines
      .slice(0, 2)
      .map((line) => line.slice(0, 120))
      .join(' | ')}`,
  ];
}
