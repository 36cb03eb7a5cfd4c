import type { Known } from './account.ts';
import type { EventLog, RequestMade } from './event-log.ts';
import { seriesOf } from './storage.ts';

/**
 * What came out of order. In a request, older lines must stand first. Of each series, a line that a process sends for the
 * first time must be newer than all those that it sent before; the same holds for lines that are stored, or refused, for
 * the first time.
 */
export function orderFaults({ events }: EventLog, { required, positions }: Known): readonly string[] {
  const requests = events.filter((event) => event.kind === 'request');
  return [
    ...requests.flatMap((request) => disorderIn(request, positions)),
    ...stepsBack(requests, { required, positions }, 'sent'),
    ...stepsBack(
      requests.filter(({ isAcknowledged, isRefused }) => isAcknowledged || isRefused),
      { required, positions },
      'settled',
    ),
  ].slice(0, 3);
}

function disorderIn({ atMs, lines }: RequestMade, positions: Known['positions']): readonly string[] {
  const places = lines.map((line) => positions.get(line) ?? Number.NaN);
  const at = places.findIndex((position, line) => !(position >= (places[line - 1] ?? 0)));
  return at < 0 ? [] : [`at ${atMs}: a request has position ${places[at]} behind ${places[at - 1]} (${lines[at]})`];
}

function stepsBack(requests: readonly RequestMade[], { required, positions }: Known, how: string): readonly string[] {
  const faults: string[] = [];
  let life = -1;
  const seen = new Set<string>();
  /** The newest position of each series. */
  const newest = new Map<string, number>();
  for (const request of requests) {
    if (request.life !== life) {
      life = request.life;
      seen.clear();
      newest.clear();
    }
    for (const line of request.lines) if (required.has(line) && !seen.has(line)) meet(line);
  }
  return faults;

  function meet(line: string): void {
    const [series, position] = [seriesOf(line), positions.get(line) ?? Number.NaN];
    const before = newest.get(series) ?? -1;
    if (position < before) faults.push(`${series}: position ${position} is ${how} first after ${before}`);
    newest.set(series, Math.max(before, position));
    seen.add(line);
  }
}
