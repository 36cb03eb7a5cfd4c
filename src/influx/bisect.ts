import type { Delivery } from './answer.ts';
import type { Deliver } from './delivery.ts';
import { type Clash, createRuns } from './run.ts';

/** A line that the server will never take, and what it says about it. */
export interface Refusal {
  readonly line: string;
  readonly says: string;
}

/**
 * What sending a batch came to. `done`: stored, except for the lines that were refused one by one, and for `dropped`
 * points that are older than the database keeps. `clash`: so many lines of one series refused in a row that it is the
 * rule, not the exception: nothing is given up. Anything else: to be sent again.
 */
export type Sent =
  | {
      readonly kind: 'done';
      readonly refusals: readonly Refusal[];
      readonly dropped: number;
      readonly partly?: string;
    }
  | ({ readonly kind: 'clash'; readonly says: string } & Clash)
  | Extract<Delivery, { kind: 'unreachable' | 'busy' | 'misconfigured' }>;

/**
 * Sends lines, in order, in one request when they are accepted. What is refused or too large is cut in half until only
 * the lines remain that are refused alone; what was stored on the way is sent again, which changes nothing.
 * @param runs what was refused in the batches before, where there were any @param from where this one begins
 */
export async function sendAll(
  lines: readonly string[],
  deliver: Deliver,
  end: AbortSignal,
  runs = createRuns(),
  from = 0,
): Promise<Sent> {
  const rest = lines.length > 0 ? [lines] : [];
  const refusals: Refusal[] = [];
  let dropped = 0;
  let partly: string | undefined;

  for (let chunk = rest.pop(); chunk !== undefined; chunk = rest.pop()) {
    const delivery = await deliver(chunk, end);
    switch (delivery.kind) {
      case 'unreachable':
      case 'busy':
      case 'misconfigured':
        return delivery;
      case 'tooLarge':
      case 'refused': {
        if (chunk.length > 1) {
          rest.push(...halves(chunk));
          break;
        }
        const [line = ''] = chunk;
        const clash = runs.refuse(line, from);
        if (clash) return { kind: 'clash', ...clash, says: delivery.says };
        refusals.push({ line, says: delivery.says });
        break;
      }
      case 'beyondRetention':
        dropped += delivery.dropped;
        if (delivery.dropped < chunk.length) runs.store(chunk);
        break;
      case 'partlyStored':
        partly = delivery.says;
        break;
      case 'stored':
        runs.store(chunk);
    }
  }
  return { kind: 'done', refusals, dropped, ...(partly !== undefined && { partly }) };
}

/** The later half first: the one that is taken next stands last. */
function halves(lines: readonly string[]): [later: readonly string[], earlier: readonly string[]] {
  const middle = Math.ceil(lines.length / 2);
  return [lines.slice(middle), lines.slice(0, middle)];
}
