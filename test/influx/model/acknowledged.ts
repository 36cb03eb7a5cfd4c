import type { RequestMade } from './course.ts';
import { readingNameOf } from './storage.ts';

/** What was acknowledged of late, request by request, and what of it is in doubt when something happens. */
export interface Acknowledged {
  add(request: RequestMade): void;
  /** The last one did not count. */
  withdraw(): void;
  /**
   * A request settled nothing. What was acknowledged at the same moment may be the first part of its batch, which is sent
   * again with it: gives its lines.
   */
  breakOff(request: RequestMade): readonly string[];
  /** The lines of the minute before the last acknowledgement that counted, and of a batch more. */
  lastMinute(): readonly string[];
}

/** How far back what was acknowledged is in doubt. */
const IN_DOUBT_MS = 60_000;
/** The most Readings in a batch. */
const MOST_IN_BATCH = 200;

export function createAcknowledged(): Acknowledged {
  let recent: readonly RequestMade[] = [];
  /** When a batch was acknowledged in part only. */
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
      // Whether it counted is not known from here: then so may the one before it have been the last.
      const earlier = lastMs === brokenOffMs ? recent.findLast(({ atMs }) => atMs < lastMs) : undefined;
      const fromMs = (earlier?.atMs ?? lastMs) - IN_DOUBT_MS;
      const before = recent.filter(({ atMs }) => atMs <= fromMs).slice(-MOST_IN_BATCH);
      const since = recent.filter(({ atMs }) => atMs > fromMs);
      recent = [...before, ...since];
      return [...lastBatchOf(before), ...since.flatMap(({ lines }) => lines)];
    },
  };
}

/** The lines of the last Readings, as many as a batch holds. */
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
