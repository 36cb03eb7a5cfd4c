import type { RequestMade } from './event-log.ts';
import { readingNameOf } from './storage.ts';

/** The requests that were acknowledged lately, and which of their lines are in doubt when something happens. */
export interface Acknowledged {
  add(request: RequestMade): void;
  /** The last one does not count. */
  withdraw(): void;
  /**
   * A request settled nothing. Requests that were acknowledged at the same moment may be earlier parts of its batch, which
   * are sent again with it: gives their lines.
   */
  breakOff(request: RequestMade): readonly string[];
  /**
   * The lines that were acknowledged in the minute before the last acknowledgement that counted, and those of one batch
   * more.
   */
  lastMinute(): readonly string[];
}

/** How long before the last acknowledgement others are in doubt. */
const IN_DOUBT_MS = 60_000;
/** The most Readings in a batch. */
const MOST_IN_BATCH = 200;

export function createAcknowledged(): Acknowledged {
  let recent: readonly RequestMade[] = [];
  /** When only a part of a batch was acknowledged. */
  let brokenOffMs: number | undefined;

  return {
    add(request) {
      recent = [...recent, request];
    },
    withdraw() {
      recent = recent.slice(0, -1);
    },
    breakOff({ atMs }) {
      const same = recent.filter((one) => one.atMs === atMs);
      if (same.length > 0) brokenOffMs = atMs;
      return lastBatchOf(same);
    },
    lastMinute() {
      const lastMs = recent.at(-1)?.atMs ?? 0;
      // The acknowledgement of a part of a batch may not have counted: then the one before it was the last.
      const earlier = lastMs === brokenOffMs ? recent.findLast(({ atMs }) => atMs < lastMs) : undefined;
      const fromMs = (earlier?.atMs ?? lastMs) - IN_DOUBT_MS;
      const before = recent.filter(({ atMs }) => atMs <= fromMs).slice(-MOST_IN_BATCH);
      const since = recent.filter(({ atMs }) => atMs > fromMs);
      recent = [...before, ...since];
      return [...lastBatchOf(before), ...since.flatMap(({ lines }) => lines)];
    },
  };
}

/** The lines of the last Readings, as many as one batch may have. */
function lastBatchOf(requests: readonly RequestMade[]): readonly string[] {
  const names = new Set<string>();
  const lines: string[] = [];
  for (const line of requests.flatMap((request) => request.lines).toReversed()) {
    names.add(readingNameOf(line));
    if (names.size > MOST_IN_BATCH) break;
    lines.push(line);
  }
  return lines;
}
