import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WriteResult } from '../../src/influx/answer.ts';
import { seriesOf } from '../../src/influx/line-protocol.ts';
import { createRefusedSeries } from '../../src/influx/refused-series.ts';
import { sendLines } from '../../src/influx/send-lines.ts';
import { runs } from '../../testbed/support/generated.ts';

const NEVER = new AbortController().signal;
const SERIES = ['linky,meter=a', 'linky,meter=b', 'linky_tic,meter=a'];

interface Server {
  readonly stored: string[];
  readonly requests: (readonly string[])[];
  write(lines: readonly string[]): Promise<WriteResult>;
}

/**
 * A server that stores nothing of a request with a bad line, as InfluxDB 2 and VictoriaMetrics do when they cannot parse
 * it.
 */
function strictServer(isBad: (line: string) => boolean, most = Number.POSITIVE_INFINITY): Server {
  return serverOf((lines) => {
    if (lines.length > most) return [{ kind: 'tooLarge', says: '413' }, []];
    return lines.some(isBad) ? [{ kind: 'refused', says: '400' }, []] : [{ kind: 'stored' }, lines];
  });
}

/** A server that stores the good lines and counts the others, as InfluxDB does with a field of another type. */
function countingServer(isBad: (line: string) => boolean): Server {
  return serverOf((lines) => {
    const dropped = lines.filter(isBad).length;
    const good = lines.filter((line) => !isBad(line));
    return dropped > 0 ? [{ kind: 'refused', says: '400', dropped }, good] : [{ kind: 'stored' }, lines];
  });
}

function serverOf(answer: (lines: readonly string[]) => [WriteResult, stored: readonly string[]]): Server {
  const stored: string[] = [];
  const requests: (readonly string[])[] = [];
  return {
    stored,
    requests,
    async write(lines) {
      requests.push(lines);
      const [delivery, kept] = answer(lines);
      stored.push(...kept);
      return delivery;
    },
  };
}

const linesOf = (count: number) => Array.from({ length: count }, (_, at) => `${SERIES[at % 3]} v=${at} ${at}`);
const send = (lines: readonly string[], { write }: Pick<Server, 'write'>, series = createRefusedSeries()) =>
  sendLines(lines, write, NEVER, series);

test('lines that are accepted go in one request', async () => {
  const server = strictServer(() => false);
  expect(await send(linesOf(1000), server)).toEqual({ kind: 'done', refusals: [], dropped: 0 });
  expect(server.requests).toHaveLength(1);
});

describe.each([
  ['stores all or nothing', strictServer],
  ['stores what it can', countingServer],
])('a server that %s', (_, serverWith) => {
  test('refuses exactly the bad lines, whichever they are, and stores all others', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 200 }),
        fc.uniqueArray(fc.nat(199), { maxLength: 15 }),
        fc.subarray(SERIES),
        async (count, bad, before) => {
          const lines = linesOf(count);
          const isBad = (line: string) => bad.includes(lines.indexOf(line));
          const server = serverWith(isBad);
          const series = createRefusedSeries();
          series.refused(
            before.map((one) => `${one} v=1 1`),
            '400',
          );
          const sent = await send(lines, server, series);
          const refused = sent.kind === 'done' ? sent.refusals.map(({ line }) => line) : [];
          expect(refused.toSorted()).toEqual(lines.filter(isBad).toSorted());
          expect(new Set(server.stored)).toEqual(new Set(lines.filter((line) => !isBad(line))));
        },
      ),
      runs(50),
    ));

  test('gets the lines of each series in their order', async () => {
    const server = serverWith((line) => line.endsWith('7'));
    await send(linesOf(100), server);
    for (const request of server.requests) {
      for (const one of SERIES) {
        const times = request.filter((line) => seriesOf(line) === one).map((line) => Number(line.split(' ')[2]));
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }
    }
  });
});

test('one bad line in a thousand takes about twenty requests', async () => {
  const server = strictServer((line) => line.endsWith(' 700'));
  await send(linesOf(1000), server);
  expect(server.requests.length).toBeLessThanOrEqual(22);
});

describe('a series of which every line is refused', () => {
  const isBad = (line: string) => line.startsWith('linky_tic');

  test('is found in a few requests where the server counts what it drops', async () => {
    const server = countingServer(isBad);
    expect(await send(linesOf(900), server)).toMatchObject({ kind: 'done', refusals: { length: 300 } });
    expect(server.requests.length).toBeLessThanOrEqual(5);
  });

  test('goes in a request of its own from then on, after the others', async () => {
    const server = countingServer(isBad);
    const series = createRefusedSeries();
    await send(linesOf(9), server, series);
    server.requests.length = 0;
    await send(linesOf(9), server, series);
    expect(server.requests).toEqual([linesOf(9).filter((line) => !isBad(line)), linesOf(9).filter(isBad)]);
  });

  test('goes with the others again once a line of it is stored', async () => {
    const series = createRefusedSeries();
    await send(linesOf(9), countingServer(isBad), series);
    expect(series.all).toEqual([{ series: 'linky_tic,meter=a', says: '400' }]);
    const server = countingServer(() => false);
    await send(linesOf(9), server, series);
    expect(series.all).toEqual([]);
    server.requests.length = 0;
    await send(linesOf(9), server, series);
    expect(server.requests).toEqual([linesOf(9)]);
  });

  test.each([
    ['is taken again when only some lines are too old', 1, 0],
    ['stays refused when all its lines are too old', 2, 1],
  ])('%s', async (_, dropped, left) => {
    const series = createRefusedSeries();
    series.refused(['linky,meter=a v=1 1'], '400');
    const write = async (): Promise<WriteResult> => ({ kind: 'beyondRetention', dropped });
    await send(['linky,meter=a v=1 20', 'linky,meter=a v=1 21'], { write }, series);
    expect(series.all).toHaveLength(left);
  });
});

test('two hundred refused series take one request more than the good ones alone', async () => {
  const lines = Array.from({ length: 1_000 }, (_, at) => `linky,meter=m${at % 250} v=${at} ${at}`);
  const isBad = (line: string) => Number(/=m(\d+)/.exec(line)?.[1]) < 200;
  const server = countingServer(isBad);
  const series = createRefusedSeries();
  await send(lines, server, series);
  server.requests.length = 0;
  expect(await send(lines, server, series)).toMatchObject({ refusals: { length: 800 } });
  expect(server.requests).toHaveLength(2);
});

describe('a request that is refused in words that say nothing of a line', () => {
  /** Nothing of a request with a bad line is stored. */
  const lockedFor = (isBad: (line: string) => boolean) =>
    serverOf((lines) =>
      lines.some(isBad) ? [{ kind: 'refused', says: '400 locked', words: 'locked' }, []] : [{ kind: 'stored' }, lines],
    );

  test('refuses no line where each series, alone, is refused so', async () => {
    const server = lockedFor(() => true);
    const series = createRefusedSeries();
    const sent = await send(linesOf(90), server, series);
    expect(sent).toEqual({ kind: 'misconfigured', why: 'refusesAll', says: '400 locked' });
    expect(server.requests.slice(1)).toEqual(linesOf(3).map((line) => [line]));
    expect(series.all).toEqual([]);
  });

  test('refuses the lines of the bad series where one of another meter is taken', async () => {
    const server = lockedFor((line) => !line.startsWith('linky,meter=b'));
    const sent = await send(linesOf(90), server);
    expect(sent).toMatchObject({ kind: 'done', refusals: { length: 60 } });
    expect(server.stored).toHaveLength(30);
  });

  test('refuses exactly the bad line where it is the oldest one', async () => {
    const server = lockedFor((line) => line.endsWith(' 0'));
    expect(await send(linesOf(90), server)).toMatchObject({ refusals: [{ line: linesOf(1)[0] }] });
    expect(server.stored.toSorted()).toEqual(linesOf(90).slice(1).toSorted());
  });

  test('refuses its lines where all are of one measurement', async () => {
    const lines = linesOf(90).filter((line) => line.startsWith('linky,'));
    expect(
      await send(
        lines,
        lockedFor(() => true),
      ),
    ).toMatchObject({ kind: 'done', refusals: { length: 60 } });
  });

  test('is waited with where an outage comes in between, and no line is refused', async () => {
    const down: WriteResult = { kind: 'unreachable', why: 'failing', says: '503' };
    const server = serverOf((lines) => [
      lines.length > 1 ? { kind: 'refused', says: '400', words: 'locked' } : down,
      [],
    ]);
    expect(await send(linesOf(9), server)).toEqual(down);
  });
});

test('a request that is too large is split', async () => {
  const server = strictServer(() => false, 30);
  expect(await send(linesOf(100), server)).toEqual({ kind: 'done', refusals: [], dropped: 0 });
  expect(server.stored).toEqual(linesOf(100));
});

test('a line that is too large by itself is refused', async () => {
  const server = strictServer(() => false, 0);
  expect(await send(linesOf(1), server)).toMatchObject({ refusals: [{ says: '413' }] });
});

test.each<WriteResult>([
  { kind: 'unreachable', why: 'failing', says: '503' },
  { kind: 'busy', says: '429', retryInMs: 5 },
  { kind: 'misconfigured', why: 'credentials', says: '401' },
])('$kind between two requests ends it, and no line counts as refused', async (delivery) => {
  let request = 0;
  const write = async (lines: readonly string[]): Promise<WriteResult> => {
    request += 1;
    if (request > 4) return delivery;
    return lines.length > 1 ? { kind: 'refused', says: '400' } : { kind: 'stored' };
  };
  expect(await send(linesOf(20), { write })).toEqual(delivery);
});

test('points beyond the retention are counted over all requests, and an answer of partly stored is given', async () => {
  const write = async (lines: readonly string[]): Promise<WriteResult> => {
    if (lines.length > 2) return { kind: 'tooLarge', says: '413' };
    return lines.length === 2 ? { kind: 'beyondRetention', dropped: 2 } : { kind: 'partlyStored', says: '201' };
  };
  expect(await send(linesOf(5), { write })).toEqual({ kind: 'done', refusals: [], dropped: 4, partly: '201' });
});
