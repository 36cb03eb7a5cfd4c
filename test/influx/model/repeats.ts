import { createAcknowledged } from './acknowledged.ts';
import type { Course, RequestMade } from './course.ts';

/**
 * What was sent again, although it had been acknowledged, without a reason. A doubt is one: for what was acknowledged in the
 * minute before the last acknowledgement, and a batch more. So is a restart, for what the journal did not take for delivered,
 * and an answer that settled only a part of a batch, for that batch. And what comes again does so only when nothing new is left.
 */
export function repeatFaults({ happenings }: Course, positions: ReadonlyMap<string, number>): readonly string[] {
  const faults: string[] = [];
  /** By line: the process that it was acknowledged to last. */
  const lifeOf = new Map<string, number>();
  const recent = createAcknowledged();
  /** What may be sent again. */
  const allowed = new Set<string>();
  /** What may be sent again before anything new: the rest of its batch was not settled. */
  const unfinished = new Set<string>();
  /** The position up to which everything was sent by this process, or was delivered before it. */
  let reached = 0;
  let last: RequestMade | undefined;
  /** When something new was settled last. */
  let newAtMs: number | undefined;
  let isJustAnswered = false;

  for (const happening of happenings) {
    switch (happening.kind) {
      case 'begin':
        reached = happening.delivered;
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
        judge(happening);
        for (const line of happening.lines) reached = Math.max(reached, positionOf(line) + 1);
        if (happening.isAcknowledged) acknowledge(happening);
        last = happening;
    }
    isJustAnswered = happening.kind === 'request';
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
    // What has come while the last of the new ones was on its way waits for one batch.
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

  /** Its answer does not count, and it is made again. */
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
