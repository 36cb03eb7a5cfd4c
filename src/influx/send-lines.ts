import { type DeliveryTrouble, isDeliveryTrouble } from './delivery-trouble.ts';
import { seriesOf } from './line-protocol.ts';
import type { RefusedSeries } from './refused-series.ts';
import type { WriteLines } from './verified-client.ts';

/** A line that the server will never take, and what it says about it. */
export interface RefusedLine {
  readonly line: string;
  readonly says: string;
}

/**
 * What sending lines came to. `done`: stored, except for the lines that were refused, and for `dropped` points that are older
 * than the database keeps; `partly` is what a server said that stored only a part. Anything else: all of it is to be sent
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
 * Sends lines, one request at a time, until each of them is stored or refused for good. Those of series that were refused
 * before go in a request of their own, behind the others, so that they do not have those refused, too. What is refused is
 * cut in two, by series and at last by time, until the lines are found that the server does not take; what it stored on the
 * way is sent again, which changes nothing.
 * @param series is told what is refused, and what is stored
 */
export async function sendLines(
  lines: readonly string[],
  deliver: WriteLines,
  end: AbortSignal,
  series: Pick<RefusedSeries, 'has' | 'refused' | 'stored'>,
): Promise<SendResult> {
  const refusals: RefusedLine[] = [];
  let dropped = 0;
  let partly: string | undefined;
  const rest = partedBy(lines, series.has);
  for (let chunk = rest.shift(); chunk !== undefined; chunk = rest.shift()) {
    const delivery = await deliver(chunk, end);
    if (isDeliveryTrouble(delivery)) return delivery;
    switch (delivery.kind) {
      case 'tooLarge':
      case 'refused': {
        const isEachRefused = chunk.length === 1 || (delivery.kind === 'refused' && delivery.dropped === chunk.length);
        if (!isEachRefused) {
          rest.unshift(...(delivery.kind === 'refused' ? halves(chunk) : halvesByTime(chunk)));
          break;
        }
        for (const line of chunk) refusals.push({ line, says: delivery.says });
        series.refused(chunk, delivery.says);
        break;
      }
      case 'beyondRetention':
        dropped += delivery.dropped;
        // Which lines were dropped is not told.
        if (delivery.dropped < chunk.length && new Set(chunk.map(seriesOf)).size === 1) series.stored(chunk);
        break;
      case 'partlyStored':
        partly = delivery.says;
        break;
      case 'stored':
        series.stored(chunk);
    }
  }
  return { kind: 'done', refusals, dropped, ...(partly !== undefined && { partly }) };
}

/** Of lines, those of whose series `is` is not true, and then the others; each in their order, and none that has no lines. */
function partedBy(lines: readonly string[], is: (series: string) => boolean): (readonly string[])[] {
  const others: string[] = [];
  const first = lines.filter((line) => !is(seriesOf(line)) || !others.push(line));
  return [first, others].filter(({ length }) => length > 0);
}

/** Half of the series, and the other half; of a single series, the older lines and the newer ones. */
function halves(lines: readonly string[]): readonly (readonly string[])[] {
  const all = [...new Set(lines.map(seriesOf))];
  if (all.length === 1) return halvesByTime(lines);
  const later = new Set(all.slice(Math.ceil(all.length / 2)));
  return partedBy(lines, (one) => later.has(one));
}

function halvesByTime(lines: readonly string[]): readonly (readonly string[])[] {
  const middle = Math.ceil(lines.length / 2);
  return [lines.slice(0, middle), lines.slice(middle)];
}
