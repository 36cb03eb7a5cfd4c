import type { Clock } from '../../../src/base/clock.ts';
import type { Answer } from '../../../src/influx/answer.ts';
import type { Client } from '../../../src/influx/client.ts';
import type { Line } from '../../../src/influx/points.ts';
import { type Database, isFailure, isForGood } from './database.ts';
import type { ModelJournal } from './journal.ts';

const unused = () => Promise.reject(new Error('the mirror only writes'));

/**
 * The client of one run, which watches that requests come one at a time and in order, and that nothing is sent again that no failure has
 * cast doubt on.
 * @param report is called with what is wrong
 */
export function watched(
  database: Database,
  journal: ModelJournal,
  clock: Clock,
  report: (fault: string) => void,
): Client {
  const seen = new WeakSet<Line>();
  /** When the Reading of each position was settled. */
  const settledMs = new Map<number, number>();
  /** Everything before this was settled since the mirror last went back. */
  let reached = 0;
  let answeredAtMs = 0;
  let [epoch, failedAtMs, wentBackAtMs]: (number | undefined)[] = [];
  let isWrong = false;

  return {
    ...{ greet: unused, ask: unused, flux: unused },
    wasCutOff: () => database.wasCutOff(),
    whenSent: async () => {},
    close: () => database.close(),
    async write(lines, end) {
      if (database.isBusy) fault('two requests at a time');
      // The parts of a batch that is sent a measurement at a time have been seen with it.
      const isPart = lines.every((line) => seen.has(line));
      for (const line of lines) seen.add(line);
      const positions = lines.map(({ atMs }) => journal.positionOf(atMs));
      if (!isPart) begins(positions);
      // A mirror that does something wrong may go on with it for ever.
      if (isWrong) await new Promise(() => {});
      const answer = await database.write(lines, end);
      ends(lines, positions, answer, isPart);
      return answer;
    },
  };

  function fault(says: string): void {
    isWrong = true;
    report(says);
  }

  function begins(positions: readonly number[]): void {
    const [from = -1] = positions;
    if (positions.some((position, at) => position < (positions[at - 1] ?? 0))) fault('positions do not ascend');
    if (epoch !== journal.epoch) {
      if (from !== journal.delivered) fault(`begins at ${from}, and not at ${journal.delivered}`);
      [epoch, wentBackAtMs] = [journal.epoch, undefined];
      settledMs.clear();
    } else if (from < reached) goesBack(from);
    else settle(from);
    reached = from;
    failedAtMs = undefined;
  }

  /** A batch that was sent a measurement at a time counts since its last answer. */
  function settle(to: number): void {
    for (let at = reached; at < to; at += 1) {
      if (!settledMs.has(at)) fault(`${at} is passed over`);
      settledMs.set(at, answeredAtMs);
    }
  }

  function goesBack(from: number): void {
    const sinceMs = (failedAtMs ?? 0) - (wentBackAtMs ?? Number.NEGATIVE_INFINITY);
    const spanMs = Math.min(60_000, Math.max(10_000, sinceMs / 2));
    const lastMs = settledMs.get(reached - 1) ?? 0;
    if (failedAtMs === undefined) fault(`from ${from} on all is sent again without a failure`);
    if (lastMs - (settledMs.get(from) ?? 0) > spanMs)
      fault(`${from} was stored long before the failure, and is sent again`);
    for (let at = from; at < reached; at += 1) settledMs.delete(at);
    wentBackAtMs = failedAtMs;
  }

  function ends(lines: readonly Line[], positions: readonly number[], answer: Answer, isPart: boolean): void {
    answeredAtMs = clock.now();
    if (database.isCutOff || isFailure(answer)) failedAtMs = answeredAtMs;
    if (epoch !== journal.epoch || !isForGood(answer)) return;
    for (const [at, { measurement }] of lines.entries())
      if (measurement === 'linky') settledMs.set(positions[at] ?? -1, answeredAtMs);
    // Whether an answer after a cut counts, the next request shows.
    if (!isPart && !database.isCutOff) reached = (positions.at(-1) ?? -1) + 1;
  }
}
