import { pointsOf } from '../../../src/influx/points.ts';
import type { Entry } from '../../../src/journal/entry.ts';
import type { EventLog } from './event-log.ts';
import { orderFaults } from './order.ts';
import { repeatFaults } from './repeats.ts';
import { fullSeriesIn, type Storage, seriesOf } from './storage.ts';

/** What the account is drawn up from when a run is over. */
export interface Evidence {
  readonly eventLog: EventLog;
  readonly storage: Storage;
  /** The entries in the journal. */
  readonly kept: readonly Entry[];
  /** The entries that were lost when a process was killed before the commit; any of them may have been delivered. */
  readonly lost: readonly Entry[];
  /** The lines that were set aside. */
  readonly aside: readonly string[];
  readonly literal: boolean;
}

/** The lines that the Readings of a run give. */
export interface Known {
  /** The lines that must reach the database: those of the whole journal, sent from its beginning. */
  readonly required: ReadonlySet<string>;
  /**
   * Every line that may reach it, with its position: where sending begins anew, values that are written on change are
   * written again.
   */
  readonly positions: ReadonlyMap<string, number>;
}

/** Compares what the database has with what the journal holds, and checks the order and the repeats of the requests. */
export function faultsIn(evidence: Evidence): readonly string[] {
  const { eventLog, kept, lost, literal } = evidence;
  const known = { required: requiredOf(kept, literal), positions: positionsOf([...kept, ...lost], literal) };
  return [
    ...gaps(kept),
    ...lossesIn(evidence, known),
    ...orderFaults(eventLog, known),
    ...repeatFaults(eventLog, known.positions),
  ];
}

function lossesIn({ storage, aside }: Evidence, { required, positions }: Known): readonly string[] {
  const [isAside, full] = [new Set(aside), fullSeriesIn(aside)];
  const isKept = (line: string) => isAside.has(line) || full.has(seriesOf(line));
  const missing = [...required].filter((line) => !storage.has(line) && !storage.everDropped.has(line));
  return [
    ...faultOf(
      'lost',
      missing.filter((line) => !storage.everRefused.has(line)),
    ),
    ...faultOf(
      'refused, and not set aside',
      missing.filter((line) => storage.everRefused.has(line) && !isKept(line)),
    ),
    ...faultOf(
      'set aside, and never refused',
      aside.filter((line) => !storage.everRefused.has(line)),
    ),
    ...faultOf(
      'made up',
      [...storage.lines].filter((line) => !positions.has(line)),
    ),
  ];
}

/** The journal must keep everything, so that refused Readings can be sent again. */
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

/** The number of lines, and the first two of them. */
function faultOf(what: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return [
    `${what}: ${lines.length}, ${lines
      .slice(0, 2)
      .map((line) => line.slice(0, 120))
      .join(' | ')}`,
  ];
}
