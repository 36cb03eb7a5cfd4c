import type { WriteResult } from './answer.ts';
import { type DeliveryTrouble, isDeliveryTrouble } from './delivery-trouble.ts';
import { measurementOf, seriesOf } from './line-protocol.ts';
import { soundAlike } from './refusal-words.ts';
import type { VerifiedClient } from './verified-client.ts';

/** A line that was sent on its own, and the result. */
export interface TriedLine {
  readonly line: string;
  readonly result: Exclude<WriteResult, DeliveryTrouble>;
}

/** Whether the lines are of at least two measurements, so that they can show whether the database refuses everything. */
export function isOfSeveral(lines: readonly string[]): boolean {
  return new Set(lines.map(measurementOf)).size > 1;
}

/**
 * Finds out whether the database refuses a whole batch, whatever its lines: in that case each series, sent on its own, is refused in the
 * same words. The oldest line of each series is sent, until a line is not refused in the words of the previous ones. Resolves to the lines
 * that were sent, or to the trouble.
 * @param lines of at least two measurements
 */
export async function tryEachSeries(
  lines: readonly string[],
  write: VerifiedClient['write'],
  end: AbortSignal,
): Promise<{ readonly kind: 'takesSome'; readonly tried: readonly TriedLine[] } | DeliveryTrouble> {
  const tried: TriedLine[] = [];
  let says = '';
  for (const line of oldestOfEachSeries(lines)) {
    const result = await write([line], end);
    if (isDeliveryTrouble(result)) return result;
    tried.push({ line, result });
    if (result.kind !== 'refused' || !soundAlike(tried.map(refusalIn))) return { kind: 'takesSome', tried };
    says = result.says;
  }
  return { kind: 'misconfigured', why: 'refusesAll', says };
}

function oldestOfEachSeries(lines: readonly string[]): readonly string[] {
  const oldest = new Map<string, string>();
  for (const line of lines) if (!oldest.has(seriesOf(line))) oldest.set(seriesOf(line), line);
  return [...oldest.values()];
}

function refusalIn({ line, result }: TriedLine) {
  return { line, words: (result.kind === 'refused' && result.words) || '' };
}
