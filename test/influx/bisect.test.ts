import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../src/influx/answer.ts';
import { sendAll } from '../../src/influx/bisect.ts';
import { createRuns } from '../../src/influx/run.ts';

const NEVER = new AbortController().signal;
const SERIES = ['linky,meter=a', 'linky,meter=b', 'linky_tic,meter=a'];

/** A server that stores all of a request or nothing, as InfluxDB 2 and VictoriaMetrics do. */
function strictServer(isBad: (line: string) => boolean, most = Number.POSITIVE_INFINITY) {
  const stored: string[] = [];
  let requests = 0;
  return {
    stored,
    get requests() {
      return requests;
    },
    async deliver(lines: readonly string[]): Promise<Delivery> {
      requests += 1;
      if (lines.length > most) return { kind: 'tooLarge', says: '413' };
      if (lines.some(isBad)) return { kind: 'refused', says: '400' };
      stored.push(...lines);
      return { kind: 'stored' };
    },
  };
}

const linesOf = (count: number) => Array.from({ length: count }, (_, at) => `${SERIES[at % 3]} v=${at} ${at}`);

test('what is accepted goes in one request', async () => {
  const server = strictServer(() => false);
  expect(await sendAll(linesOf(1000), server.deliver, NEVER)).toEqual({ kind: 'done', refusals: [], dropped: 0 });
  expect(server.requests).toBe(1);
});

test('whichever few lines are bad, those are refused and all others stored, each once and in order', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 200 }),
      fc.uniqueArray(fc.nat(199), { maxLength: 15 }),
      async (count, bad) => {
        const lines = linesOf(count);
        const isBad = (line: string) => bad.includes(lines.indexOf(line));
        const server = strictServer(isBad);
        const sent = await sendAll(lines, server.deliver, NEVER);
        expect(sent).toMatchObject({
          kind: 'done',
          refusals: lines.filter(isBad).map((line) => ({ line, says: '400' })),
        });
        expect(server.stored).toEqual(lines.filter((line) => !isBad(line)));
      },
    ),
    { numRuns: 50 },
  ));

test('one bad line in a thousand takes some twenty requests', async () => {
  const server = strictServer((line) => line.endsWith(' 700'));
  await sendAll(linesOf(1000), server.deliver, NEVER);
  expect(server.requests).toBeLessThanOrEqual(21);
});

test('what is too large is sent in parts', async () => {
  const server = strictServer(() => false, 30);
  expect(await sendAll(linesOf(100), server.deliver, NEVER)).toEqual({ kind: 'done', refusals: [], dropped: 0 });
  expect(server.stored).toEqual(linesOf(100));
});

test('a line that is too large by itself is refused', async () => {
  const server = strictServer(() => false, 0);
  expect(await sendAll(linesOf(1), server.deliver, NEVER)).toMatchObject({ refusals: [{ says: '413' }] });
});

describe('a clash', () => {
  test('is sixteen lines of one series refused in a row', async () => {
    const server = strictServer((line) => line.startsWith('linky_tic'));
    expect(await sendAll(linesOf(45), server.deliver, NEVER)).toMatchObject({ kind: 'done', refusals: { length: 15 } });
    expect(await sendAll(linesOf(48), server.deliver, NEVER)).toMatchObject({
      kind: 'clash',
      measurement: 'linky_tic',
      says: '400',
    });
  });

  test('is not sixteen lines with a stored one of that series between them', async () => {
    const lines = Array.from({ length: 21 }, (_, at) => `linky,meter=a v=${at}`);
    const server = strictServer((line) => !line.endsWith('=10'));
    expect(await sendAll(lines, server.deliver, NEVER)).toMatchObject({ kind: 'done', refusals: { length: 20 } });
  });
});

test.each([
  ['are stored in part end the clash of their series', 1, 0],
  ['are all dropped do not end the clash of their series', 2, 1],
])('points beyond the retention that %s', async (_, dropped, held) => {
  const runs = createRuns();
  for (let at = 0; at < 16; at += 1) runs.refuse(`linky,meter=a v=1 ${at}`, 0);
  expect(runs.held).toHaveLength(1);
  const deliver = async (): Promise<Delivery> => ({ kind: 'beyondRetention', dropped });
  await sendAll(['linky,meter=a v=1 20', 'linky,meter=a v=1 21'], deliver, NEVER, runs);
  expect(runs.held).toHaveLength(held);
});

test.each<Delivery>([
  { kind: 'unreachable', why: 'failing', says: '503' },
  { kind: 'busy', says: '429', retryInMs: 5 },
  { kind: 'misconfigured', why: 'credentials', says: '401' },
])('$kind on the way ends it, with nothing given up', async (delivery) => {
  let request = 0;
  const deliver = async (lines: readonly string[]): Promise<Delivery> => {
    request += 1;
    if (request > 4) return delivery;
    return lines.length > 1 ? { kind: 'refused', says: '400' } : { kind: 'stored' };
  };
  expect(await sendAll(linesOf(20), deliver, NEVER)).toEqual(delivery);
});

test('points beyond the retention are counted in all parts, and what is stored in part is told', async () => {
  const deliver = async (lines: readonly string[]): Promise<Delivery> => {
    if (lines.length > 2) return { kind: 'tooLarge', says: '413' };
    return lines.length === 2 ? { kind: 'beyondRetention', dropped: 2 } : { kind: 'partlyStored', says: '201' };
  };
  expect(await sendAll(linesOf(5), deliver, NEVER)).toEqual({ kind: 'done', refusals: [], dropped: 4, partly: '201' });
});
