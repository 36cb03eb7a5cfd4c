import { createAcknowledged } from './acknowledged.ts';
import type { EventLog, RequestMade } from './event-log.ts';

/**
 * The lines that were sent again without a reason, although they had been acknowledged. There are three reasons: a doubt,
 * for what was acknowledged in the minute before the last acknowledgement, and a batch more; a restart, for what the
 * journal did not hold as delivered; and an answer that settled only a part of a batch, for that batch. Besides, lines may
 * be sent again only when there is nothing new left to send.
 */
export function repeatFaults({ events }: EventLog, positions: ReadonlyMap<string, number>): readonly string[] {
  const faults: string[] = [];
  /** For each line: the process to which it was acknowledged last. */
  const lifeOf = new Map<string, number>();
  const recent = createAcknowledged();
  /** The lines that may be sent again. */
  const allowed = new Set<string>();
  /** The lines that may be sent again before anything new, as the rest of their batch was not settled. */
  const unfinished = new Set<string>();
  /** Everything before this position was sent by this process, or delivered before it began. */
  let reached = 0;
  let last: RequestMade | undefined;
  /** When new lines were settled last. */
  let newAtMs: number | undefined;
  let isJustAnswered = false;

  for (const event of events) {
    switch (event.kind) {
      case 'begin':
        reached = event.delivered;
        for (const line of lifeOf.keys()) if (positionOf(line) >= reached) allowed.add(line);
        unfinished.clear();
        break;
      case 'doubt':
        breakOff();
        for (const line of recent.lastMinute()) allowed.add(line);
        break;
      case 'setback':
        breakOff();
        break;
      case 'disregarded':
        if (isJustAnswered && last) disregard(last);
        break;
      case 'request':
        judge(event);
        for (const line of event.lines) reached = Math.max(reached, positionOf(line) + 1);
        if (event.isAcknowledged) acknowledge(event);
        last = event;
    }
    isJustAnswered = event.kind === 'request';
  }
  return faults.slice(0, 3);

  function positionOf(line: string): number {
    return positions.get(line) ?? -1;
  }

  function judge({ atMs, life, lines, journalEnd, isAcknowledged, isRefused }: RequestMade): void {
    const repeated = lines.filter((line) => lifeOf.has(line));
    const needless = repeated.filter((line) => !allowed.has(line));
    if (needless.length > 0) faults.push(`at ${atMs}: ${needless.length} lines again, without a doubt: ${needless[0]}`);
    const isRepeat = repeated.length === lines.length && lines.every((line) => lifeOf.get(line) === life);
    if (!isRepeat && (isAcknowledged || isRefused)) newAtMs = atMs;
    // Readings that came while the last new batch was under way wait for one batch.
    if (isRepeat && atMs !== newAtMs && !lines.some((line) => unfinished.has(line)) && reached < journalEnd)
      faults.push(`at ${atMs}: ${lines.length} lines again, before ${journalEnd - reached} new readings`);
  }

  function acknowledge(request: RequestMade): void {
    recent.add(request);
    for (const line of request.lines) {
      lifeOf.set(line, request.life);
      allowed.delete(line);
      unfinished.delete(line);
    }
  }

  /** The answer to this request does not count, and the request is made again. */
  function disregard({ lines, isAcknowledged }: RequestMade): void {
    for (const line of lines) unfinished.add(line);
    if (!isAcknowledged) return;
    recent.withdraw();
    for (const line of lines) lifeOf.delete(line);
  }

  function breakOff(): void {
    if (!last || last.isAcknowledged) return;
    for (const line of recent.breakOff(last)) {
      allowed.add(line);
      unfinished.add(line);
    }
  }
}
