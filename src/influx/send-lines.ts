import type { WriteResult } from './answer.ts';
import { type DeliveryTrouble, isDeliveryTrouble } from './delivery-trouble.ts';
import { seriesOf } from './line-protocol.ts';
import type { RefusedLine, RefusedSeries } from './refused-series.ts';
import { isOfSeveral, tryEachSeries } from './refuses-all.ts';
import type { VerifiedClient } from './verified-client.ts';

/**
 * The outcome of sending lines. `done`: they are stored, except for the refused lines and for `dropped` points that are older than the
 * database keeps; `partly` is the message of a server that stored only a part. Anything else is a trouble: all of the lines are to be sent
 * again.
 */
export type SendResult =
  | {
      readonly kind: 'done';
      readonly refusals: readonly RefusedLine[];
      readonly dropped: number;
      readonly partly?: string;
    }
  | DeliveryTrouble;

/**
 * Sends lines, one request at a time, until each of them is stored or refused for good. Lines of refused series go last, in a separate
 * request, since some servers refuse a whole request because of one line. A refused request is halved, by series and then by time, until
 * the lines are found that the server does not accept. But if the words of the first refusal do not mention a line, it is first checked
 * whether the database refuses everything (`refuses-all.ts`). That is a trouble, and no line is refused. Lines that were stored on the way
 * are then sent again, which changes nothing.
 * @param series receives what is refused and what is stored
 */
export async function sendLines(
  lines: readonly string[],
  write: VerifiedClient['write'],
  end: AbortSignal,
  series: Pick<RefusedSeries, 'has' | 'refused' | 'stored'>,
): Promise<SendResult> {
  const refusals: RefusedLine[] = [];
  let dropped = 0;
  let partly: string | undefined;
  let mayRefuseAll = isOfSeveral(lines);
  let chunks = partitioned(lines, series.has);
  for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
    const result = await write(chunk, end);
    if (isDeliveryTrouble(result)) return result;
    if (mayRefuseAll && result.kind === 'refused' && result.words !== undefined) {
      const found = await tryEachSeries(lines, write, end);
      if (found.kind !== 'takesSome') return found;
      for (const { line, result } of found.tried) settle([line], result);
      const isTried = new Set(found.tried.map(({ line }) => line));
      chunks = [chunk, ...chunks].map((rest) => rest.filter((line) => !isTried.has(line)));
      chunks = chunks.filter(({ length }) => length > 0);
    } else if (!settle(chunk, result)) {
      chunks.unshift(...(result.kind === 'refused' ? halvesBySeries(chunk) : halvesByTime(chunk)));
    }
    mayRefuseAll &&= result.kind === 'tooLarge';
  }
  return { kind: 'done', refusals, dropped, ...(partly !== undefined && { partly }) };

  /** Returns whether each line of a request is stored or refused; if not, the request has to be halved. */
  function settle(chunk: readonly string[], result: Exclude<WriteResult, DeliveryTrouble>): boolean {
    switch (result.kind) {
      case 'tooLarge':
      case 'refused': {
        const isEachRefused = chunk.length === 1 || (result.kind === 'refused' && result.dropped === chunk.length);
        if (!isEachRefused) return false;
        for (const line of chunk) refusals.push({ line, says: result.says });
        series.refused(chunk, result.says);
        return true;
      }
      case 'beyondRetention':
        dropped += result.dropped;
        // The server does not report which lines it dropped. If all lines are of one series and not all were dropped, at least one line of
        // that series was stored.
        if (result.dropped < chunk.length && new Set(chunk.map(seriesOf)).size === 1) series.stored(chunk);
        return true;
      case 'partlyStored':
        partly = result.says;
        return true;
      case 'stored':
        series.stored(chunk);
        return true;
    }
  }
}

/** First the lines for whose series `isLast` returns false, then the others, both in their order. Empty parts are left out. */
function partitioned(lines: readonly string[], isLast: (series: string) => boolean): (readonly string[])[] {
  const first: string[] = [];
  const last: string[] = [];
  for (const line of lines) (isLast(seriesOf(line)) ? last : first).push(line);
  return [first, last].filter(({ length }) => length > 0);
}

/** The lines of one half of the series, and those of the other half; for a single series, the older and the newer lines. */
function halvesBySeries(lines: readonly string[]): readonly (readonly string[])[] {
  const all = [...new Set(lines.map(seriesOf))];
  if (all.length === 1) return halvesByTime(lines);
  const later = new Set(all.slice(Math.ceil(all.length / 2)));
  return partitioned(lines, (series) => later.has(series));
}

function halvesByTime(lines: readonly string[]): readonly (readonly string[])[] {
  const middle = Math.ceil(lines.length / 2);
  return [lines.slice(0, middle), lines.slice(middle)];
}
