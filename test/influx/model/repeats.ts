import type { Course, Happening, RequestMade } from './course.ts';
import { readingNameOf } from './storage.ts';

/** How far back what was acknowledged is in doubt. */
const IN_DOUBT_MS = 60_000;
/** The most Readings in a batch. */
const MOST_IN_BATCH = 200;

interface Acknowledged {
  readonly atMs: number;
  readonly lines: readonly string[];
}

/**
 * What was sent again, although it had been acknowledged, without a reason. A doubt is one: for what was acknowledged in the
 * minute before the last acknowledgement, and a batch more. So is a restart, for what the journal did not take for delivered.
 * After any answer that settled nothing, what was acknowledged at the same moment is of the same batch. And what comes again
 * does so only when nothing new is left.
 */
export function repeatFaults({ happenings }: Course, positions: ReadonlyMap<string, number>): readonly string[] {
  const faults: string[] = [];
  /** By line: the process that it was acknowledged to last. */
  const acknowledged = new Map<string, number>();
  let recent: Acknowledged[] = [];
  const allowed = new Set<string>();
  /** What may be sent again before anything new: the rest of its batch was not settled. */
  const unfinished = new Set<string>();
  let reached = 0;
  let before: Happening | undefined;
  /** When something new was settled last. */
  let newAtMs: number | undefined;

  for (const happening of happenings) {
    switch (happening.kind) {
      case 'begin':
        reached = happening.delivered;
        for (const line of acknowledged.keys()) if ((positions.get(line) ?? 0) >= reached) allowed.add(line);
        unfinished.clear();
        break;
      case 'doubt':
        for (const line of lastMinute()) allowed.add(line);
        interrupt();
        break;
      case 'setback':
        interrupt();
        break;
      case 'asked':
        if (before?.kind === 'request' && before.isAcknowledged) withdraw(before);
        break;
      case 'request':
        judge(happening);
        for (const line of happening.lines) reached = Math.max(reached, (positions.get(line) ?? -1) + 1);
        if (happening.isAcknowledged) acknowledge(happening);
    }
    before = happening;
  }
  return faults.slice(0, 3);

  function judge({ atMs, life, lines, journalEnd, isAcknowledged, isRefused }: RequestMade): void {
    const repeated = lines.filter((line) => acknowledged.has(line));
    const needless = repeated.filter((line) => !allowed.has(line));
    if (needless.length > 0) faults.push(`at ${atMs}: ${needless.length} lines again, without a doubt: ${needless[0]}`);
    const isRepeat = repeated.length === lines.length && lines.every((line) => acknowledged.get(line) === life);
    if (!isRepeat && (isAcknowledged || isRefused)) newAtMs = atMs;
    // What has come while the last of the new ones was on its way waits for one batch.
    if (isRepeat && atMs !== newAtMs && !lines.some((line) => unfinished.has(line)) && reached < journalEnd)
      faults.push(`at ${atMs}: ${lines.length} lines again, before ${journalEnd - reached} new readings`);
  }

  function acknowledge({ atMs, life, lines }: RequestMade): void {
    for (const line of lines) {
      acknowledged.set(line, life);
      allowed.delete(line);
      unfinished.delete(line);
    }
    recent.push({ atMs, lines });
  }

  function withdraw({ lines }: RequestMade): void {
    for (const line of lines) acknowledged.delete(line);
    recent.pop();
  }

  /** What was acknowledged in the minute before the last acknowledgement, and a batch more. */
  function lastMinute(): readonly string[] {
    const fromMs = (recent.at(-1)?.atMs ?? 0) - IN_DOUBT_MS;
    const before = recent.filter(({ atMs }) => atMs <= fromMs).slice(-MOST_IN_BATCH);
    const since = recent.filter(({ atMs }) => atMs > fromMs);
    recent = [...before, ...since];
    return [...lastBatch(before), ...since.flatMap(({ lines }) => lines)];
  }

  function interrupt(): void {
    const { atMs } = recent.at(-1) ?? { atMs: 0 };
    const since = recent.filter((one) => one.atMs === atMs);
    for (const line of lastBatch(since)) {
      unfinished.add(line);
      allowed.add(line);
    }
  }

  /** The lines of the last Readings, as many as a batch holds. */
  function lastBatch(acks: readonly Acknowledged[]): readonly string[] {
    const names = new Set<string>();
    const lines: string[] = [];
    for (const line of acks.flatMap((one) => one.lines).toReversed()) {
      names.add(readingNameOf(line));
      if (names.size > MOST_IN_BATCH) break;
      lines.push(line);
    }
    return lines;
  }
}
