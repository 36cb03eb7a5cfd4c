import { describe, expect, test } from 'vitest';
import type { InfluxConfig } from '../../src/config/config.ts';
import type { Answer } from '../../src/influx/answer.ts';
import type { Client } from '../../src/influx/client.ts';
import { influxPlace, troubleOfDelivery } from '../../src/influx/delivery-trouble.ts';
import { Mirror } from '../../src/influx/mirror.ts';
import type { Line } from '../../src/influx/points.ts';
import type { Entry } from '../../src/journal/entry.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { fakeClock, settled } from '../../testbed/support/clock.ts';
import { parseLine } from '../../testbed/support/parse-line.ts';
import { frameWith, SOME_MS } from '../../testbed/support/readings.ts';
import { loggedTroubles, newsInWords, overInWords, troubleInWords } from '../../testbed/support/troubles.ts';
import { answered, failed } from './made-answers.ts';
import { type MemoryJournal, memoryJournal } from './memory-journal.ts';

const STORED = answered(204, '');
const DOWN = answered(503, 'down');
const LATE = failed('ETIMEDOUT', 'no answer in time');
const URL = 'http://influx:8086';
const MIRRORING = `info ${newsInWords({ part: 'mirror', kind: 'mirroring', url: URL })}`;

describe('a database that takes everything', () => {
  test('gets every Reading once, oldest first, in batches without a pause, and then what is new every ten seconds', async () => {
    await using it = mirrorOf(memoryJournal(401), () => STORED);
    await it.rest();
    it.journal.take({ apparentPowerVA: 401 });
    await it.rest();
    expect(it.powers()).toEqual(Array.from({ length: 402 }, (_, at) => at));
    expect(it.clock.waits).toEqual([0, 0, 10_000, 10_000]);
  });

  test('is named in the log once, and shows in the status', async () => {
    await using it = mirrorOf(memoryJournal(300), () => STORED);
    expect(it.mirror.status).toMatchObject({ state: 'starting', pending: 300, oldestPendingAtMs: SOME_MS });
    await it.rest();
    await it.takes();
    expect(it.lines).toEqual([MIRRORING]);
    expect(it.mirror.status).toMatchObject({ state: 'delivering', pending: 0, delivered: 301, refused: 0 });
  });
});

describe('a database that is away', () => {
  test('is asked again after 1 s, 2 s, 4 s and so on, 60 s at last', async () => {
    await using it = mirrorOf(memoryJournal(1), () => DOWN);
    await it.clock.skipUntil(() => it.clock.waits.length === 9);
    expect(it.clock.waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1000));
  });

  test('is asked again when its Retry-After says so', async () => {
    const later = answered(503, '', { 'retry-after': '120' });
    await using it = mirrorOf(memoryJournal(1), (_, request) => (request === 0 ? later : STORED));
    await it.rest();
    expect(it.clock.waits[0]).toBe(120_000);
  });

  test('waits longer and longer, although each time it takes once more what it had taken before', async () => {
    await using it = mirrorOf(memoryJournal(300), ([line]) => (line?.text.includes('power_va=0 ') ? STORED : DOWN));
    await it.clock.skipUntil(() => it.clock.waits.at(-1) === 60_000);
    expect(it.clock.waits.filter((ms) => ms > 0)).toEqual([1, 2, 4, 8, 16, 32, 60].map((seconds) => seconds * 1000));
  });

  test('is on the list until its first answer, and the log says once that everything was sent', async () => {
    await using it = mirrorOf(memoryJournal(300), (_, request) => (request < 5 ? DOWN : STORED));
    await it.clock.skipUntil(() => it.requests.length === 5);
    expect(it.troubles.standing).toMatchObject([{ kind: 'failing', since: SOME_MS, waiting: { unsent: 300 } }]);
    await it.clock.skipUntil(() => it.mirror.status.state === 'delivering');
    expect([it.troubles.standing, it.mirror.status.pending, it.lines.length]).toEqual([[], 100, 1]);
    await it.rest();
    const trouble = troubleOfDelivery({ kind: 'unreachable', why: 'failing', says: '503 down' }, it.config);
    expect(it.lines).toEqual([
      `warn ${troubleInWords({ ...trouble, waiting: { unsent: 300, sinceMs: SOME_MS } })}`,
      `info ${overInWords(trouble, 31_000, { sent: 300 })}`,
    ]);
  });

  test('gets again what it acknowledged in the minute before, with each value of each register', async () => {
    let isDown = false;
    await using it = mirrorOf(memoryJournal(), () => (isDown ? DOWN : STORED));
    for (let round = 0; round < 30; round += 1) await it.takes({ apparentPowerVA: round, importedWh: 7 });
    isDown = true;
    await it.takes({ apparentPowerVA: 30, importedWh: 7 });
    isDown = false;
    const before = it.requests.length;
    await it.rest();
    const again = it.requests.slice(before).flat();
    expect(powersIn(again)).toEqual([23, 24, 25, 26, 27, 28, 29, 30]);
    expect(again.filter(({ measurement }) => measurement === 'linky_energy')).not.toEqual([]);
    expect(it.mirror.status).toMatchObject({ delivered: 31, pending: 0 });
  });

  test('has in the status what it never acknowledged, and no more', async () => {
    let isDown = false;
    await using it = mirrorOf(memoryJournal(30), () => (isDown ? DOWN : STORED));
    await it.rest();
    isDown = true;
    await it.takes();
    expect(it.mirror.status).toMatchObject({ state: 'unreachable', pending: 1, oldestPendingAtMs: SOME_MS + 30_000 });
  });

  test('gets again what it acknowledged when it was killed and was back before the next request', async () => {
    await using it = mirrorOf(memoryJournal(3), () => STORED);
    await it.rest();
    it.cutOff();
    it.journal.take({ apparentPowerVA: 3 });
    await it.rest();
    expect(it.powers()).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
    expect(it.lines).toEqual([MIRRORING]);
    expect(it.mirror.status).toMatchObject({ delivered: 1, pending: 0 });
  });
});

describe('the size of a batch', () => {
  const sizes = (it: Running) => it.requests.map((lines) => powersIn(lines).length);

  test('is halved by each 413, until everything is sent', async () => {
    const tooLarge = answered(413, '');
    await using it = mirrorOf(memoryJournal(300), (lines) => (powersIn(lines).length > 60 ? tooLarge : STORED));
    await it.rest();
    expect(sizes(it)).toEqual([200, 100, 50, 50, 50, 50, 50, 50]);
    it.journal.take(...Array.from({ length: 90 }, () => ({})));
    await it.rest();
    expect(sizes(it).slice(8)).toEqual([90, 45, 45]);
    expect(it.powers().length).toBe(200 + 100 + 300 + 90 + 90);
  });

  test('is halved by each third deadline in a row', async () => {
    await using it = mirrorOf(memoryJournal(150), (lines) => (powersIn(lines).length > 60 ? LATE : STORED));
    await it.rest();
    expect(sizes(it)).toEqual([150, 150, 150, 100, 100, 100, 50, 50, 50]);
  });

  test('cannot be less than a Reading: a 413 then is a trouble', async () => {
    await using it = mirrorOf(memoryJournal(200), () => answered(413, 'too much'));
    await it.clock.skipUntil(() => it.clock.waits.at(-1) === 60_000);
    expect(it.lines).toEqual([expect.stringMatching(/^warn What answers at .* refuses everything .*413 too much/)]);
    expect(it.mirror.status).toMatchObject({ state: 'misconfigured', mistake: 'refusesAll', pending: 200 });
  });
});

test.each([401, 403, 404, 405, 302, 408, 429])(
  '%i moves nothing: nothing is sent again because of it',
  async (status) => {
    await using it = mirrorOf(memoryJournal(300), (_, request) => (request === 1 ? answered(status, '') : STORED));
    await it.rest();
    expect(it.powers()).toHaveLength(300 + 100);
  },
);

test('a mistake in the settings is logged once, and tried every minute until it is corrected', async () => {
  const wrong = answered(401, 'unauthorized');
  await using it = mirrorOf(memoryJournal(200), (_, request) => (request < 3 ? wrong : STORED));
  await it.rest();
  const trouble = troubleOfDelivery({ kind: 'misconfigured', why: 'credentials', says: '401 unauthorized' }, it.config);
  expect(it.lines).toEqual([
    `warn ${troubleInWords({ ...trouble, waiting: { unsent: 200, sinceMs: SOME_MS } })}`,
    `info ${overInWords(trouble, 180_000, { sent: 200 })}`,
  ]);
  expect(it.clock.waits.slice(0, 3)).toEqual([60_000, 60_000, 60_000]);
});

describe('a measurement that is refused', () => {
  const refuses = (measurement: string) => (lines: readonly Line[]) =>
    lines.some((line) => line.measurement === measurement) ? answered(400, '{"error":"invalid type"}') : STORED;

  test('is counted, told once with its times, and holds up nothing', async () => {
    let answerTo: (lines: readonly Line[]) => Answer = refuses('linky_info');
    await using it = mirrorOf(memoryJournal(), (lines) => answerTo(lines));
    for (const contract of ['BASE', 'HC..']) await it.takes({ contract });
    expect(it.mirror.status).toMatchObject({
      ...{ state: 'clash', pending: 0, delivered: 2, refused: 2 },
      refusedMeasurements: [{ measurement: 'linky_info', says: '400 invalid type' }],
    });
    const to = influxPlace(it.config);
    const trouble = {
      part: 'mirror',
      kind: 'refused',
      to,
      says: '400 invalid type',
      measurement: 'linky_info',
    } as const;
    expect(it.troubles.standing).toEqual([
      { ...trouble, fromMs: SOME_MS, toMs: SOME_MS + 1_000, since: SOME_MS + 10_000 },
    ]);
    expect(it.lines).toEqual([`warn ${troubleInWords({ ...trouble, fromMs: SOME_MS, toMs: SOME_MS })}`, MIRRORING]);
    answerTo = () => STORED;
    await it.takes({ contract: 'HC..' });
    expect(it.mirror.status.state).toBe('clash');
    await it.takes({ contract: 'BASE' });
    expect(it.mirror.status).toMatchObject({ state: 'delivering', refusedMeasurements: undefined });
    expect(it.troubles.standing).toEqual([]);
  });

  test('is off the list with the first of its points that is stored, also if a thread that has ended put it there', async () => {
    await using it = mirrorOf(memoryJournal(), () => STORED);
    const trouble = {
      part: 'mirror',
      kind: 'refused',
      to: influxPlace(it.config),
      says: '',
      measurement: 'linky',
    } as const;
    it.troubles.report('refused linky', trouble);
    await it.takes();
    expect(it.troubles.standing).toEqual([]);
  });

  test('is counted once, however often it is sent', async () => {
    let isDown = false;
    await using it = mirrorOf(memoryJournal(), (lines) => (isDown ? DOWN : refuses('linky_info')(lines)));
    await it.takes({ contract: 'BASE' });
    isDown = true;
    await it.takes({ contract: 'BASE' });
    isDown = false;
    await it.rest();
    expect(it.requests.length).toBeGreaterThan(3);
    expect(it.mirror.status).toMatchObject({ refused: 1, delivered: 2 });
  });
});

test('points beyond the retention are counted, told once as news, and hold up nothing', async () => {
  const beyond = answered(400, 'partial write: points beyond retention policy dropped=4');
  await using it = mirrorOf(memoryJournal(401), () => beyond);
  await it.rest();
  expect(it.mirror.status).toMatchObject({ state: 'delivering', pending: 0, delivered: 401, refused: 12 });
  const about = { says: '400 points beyond retention policy dropped=4', points: 4 };
  const news = {
    part: 'mirror',
    kind: 'partly',
    url: URL,
    ...about,
    fromMs: SOME_MS,
    toMs: SOME_MS + 199_000,
  } as const;
  expect(it.lines).toEqual([`warn ${newsInWords(news)}`, MIRRORING]);
  expect(it.troubles.news).toEqual([{ ...news, at: SOME_MS }]);
});

describe('an entry of the journal that cannot be made into lines', () => {
  test('is left out, counted and logged once; all others are sent', async () => {
    const journal = readThrough(memoryJournal(200), (entry) =>
      entry.position % 3 === 1 ? ({ ...entry, reading: { monotonicMs: 0 } } as Entry) : entry,
    );
    await using it = mirrorOf(journal, () => STORED);
    await it.rest();
    expect(it.powers()).toHaveLength(200 - 67);
    expect(it.mirror.status).toMatchObject({ pending: 0, refused: 67 });
    expect(it.lines.slice(0, -1)).toEqual([
      expect.stringMatching(/^warn A reading in the local history cannot be understood/),
    ]);
  });

  test('makes no request where there is nothing else', async () => {
    await using it = mirrorOf(
      readThrough(memoryJournal(3), (entry) => ({ ...entry, reading: {} }) as Entry),
      () => STORED,
    );
    await it.rest();
    expect([it.requests, it.mirror.status.pending]).toEqual([[], 0]);
  });
});

test('a bug is logged once, and delivery is tried again every minute until it works', async () => {
  let isBroken = true;
  const journal = Object.defineProperty(memoryJournal(200), 'begin', {
    get() {
      if (isBroken) throw new Error('broken');
      return 0;
    },
  });
  await using it = mirrorOf(journal, () => STORED);
  await it.clock.skipUntil(() => it.clock.waits.length === 4);
  expect(it.clock.waits).toEqual([60_000, 60_000, 60_000, 60_000]);
  expect(it.lines).toEqual([expect.stringMatching(/^warn Sending to InfluxDB has failed inside this plugin .*broken/)]);
  isBroken = false;
  await it.rest();
  expect(it.mirror.status).toMatchObject({ state: 'delivering', pending: 0 });
});

describe('since when Readings have been waiting', () => {
  test('is measured from the oldest that was never acknowledged', async () => {
    await using it = mirrorOf(memoryJournal(300), () => DOWN);
    await it.clock.pass(600_000);
    expect(it.mirror.waitingSinceMs).toBe(0);
  });

  test('is no earlier than when everything was acknowledged, although the clock was set forward', async () => {
    let isDown = false;
    await using it = mirrorOf(memoryJournal(3), () => (isDown ? DOWN : STORED));
    await it.rest();
    await it.takes();
    expect(it.mirror.waitingSinceMs).toBeUndefined();
    isDown = true;
    await it.takes();
    it.clock.stepWall(86_400_000);
    expect(it.mirror.waitingSinceMs).toBe(10_000);
  });

  test('at a start: what spans two minutes at most may have been acknowledged, and does not wait', async () => {
    await using it = mirrorOf(memoryJournal(120), () => DOWN);
    expect([it.mirror.status.pending, it.mirror.waitingSinceMs]).toEqual([0, undefined]);
    await it.clock.skipUntil(() => it.requests.length === 1);
    expect(powersIn(it.requests[0] ?? [])).toHaveLength(120);
  });
});

describe('the position that the journal keeps', () => {
  test('is a minute of acknowledgements behind, also after an orderly end', async () => {
    await using it = mirrorOf(memoryJournal(), () => STORED);
    for (let round = 0; round < 12; round += 1) await it.takes();
    expect(it.journal.delivered).toBe(5);
    await it.end();
    expect(it.journal.delivered).toBe(5);
  });

  test('is where delivery begins anew when the journal was opened again', async () => {
    await using it = mirrorOf(memoryJournal(7), () => STORED);
    for (let round = 0; round < 30; round += 1) await it.takes({ apparentPowerVA: 7 + round });
    it.journal.goBackTo(2);
    await it.takes({ apparentPowerVA: 37 });
    expect(powersIn(it.requests.at(-1) ?? [])[0]).toBe(2);
    expect(it.journal.delivered).toBe(2);
  });

  test('moves on where the journal has lost its oldest Readings', async () => {
    await using it = mirrorOf(memoryJournal(10), (_, request) => (request === 0 ? DOWN : STORED));
    await it.clock.skipUntil(() => it.requests.length === 1);
    it.journal.forget(4);
    await it.rest();
    expect(powersIn(it.requests.at(-1) ?? [])).toEqual([4, 5, 6, 7, 8, 9]);
  });
});

describe('when the mirror is stopped', () => {
  test('what has come since the last batch is sent, in more than one batch if there is time for it', async () => {
    await using it = mirrorOf(memoryJournal(2), () => STORED);
    await it.rest();
    it.journal.take(...Array.from({ length: 500 }, (_, at) => ({ apparentPowerVA: at })));
    await it.end();
    expect(it.powers()).toHaveLength(502);
  });

  test('nothing is sent while delivery fails', async () => {
    await using it = mirrorOf(memoryJournal(2), () => DOWN);
    await it.clock.skipUntil(() => it.clock.waits.length === 3);
    await it.end();
    expect([it.requests.length, it.journal.delivered]).toEqual([3, 0]);
  });

  test('it waits 0.6 s at most for a database that hangs, and logs nothing', async () => {
    await using it = mirrorOf(memoryJournal(2), () => 'hang');
    await settled();
    const ended = it.end();
    expect(it.clock.waits).toEqual([600]);
    it.clock.skip();
    await ended;
    expect([it.lines, it.journal.delivered]).toEqual([[], 0]);
  });
});

test('the frame itself is sent where `literal` is set', async () => {
  for (const literal of [true, false]) {
    const journal = memoryJournal();
    journal.take({ frame: frameWith({ labels: { PAPP: '00390' } }) });
    await using it = mirrorOf(journal, () => STORED, { literal });
    await it.rest();
    expect(it.requests[0]?.some(({ measurement }) => measurement === 'linky_tic')).toBe(literal);
  }
});

type Running = ReturnType<typeof mirrorOf>;

/** Runs a mirror into a database whose answers the test gives, request by request. */
function mirrorOf(
  journal: MemoryJournal,
  answerTo: (lines: readonly Line[], request: number) => Answer | 'hang',
  { literal = false }: { readonly literal?: boolean } = {},
) {
  const clock = fakeClock({ wallMs: SOME_MS });
  const { log, lines, troubles } = loggedTroubles(clock.aside);
  const config: InfluxConfig = { version: '2', url: URL, token: 's3cr3t', org: 'home', bucket: 'linky', literal };
  const requests: (readonly Line[])[] = [];
  let isCutOff = false;
  const client: Client = {
    async write(sent, end) {
      requests.push(sent);
      const answer = answerTo(sent, requests.length - 1);
      if (answer !== 'hang') return answer;
      await new Promise((resolve) => end.addEventListener('abort', resolve));
      return LATE;
    },
    wasCutOff() {
      const was = isCutOff;
      isCutOff = false;
      return was;
    },
    whenSent: async () => {},
    ...{ greet: async () => STORED, ask: async () => STORED, flux: async () => STORED, close() {} },
  };
  const parts = { journal, config, clock, client, random: () => 0, reports: troubles, log, texts: textsIn.en.influx };
  const mirror = new Mirror(parts);
  const life = new AbortController();
  const ended = mirror.run(life.signal);
  const it = {
    ...{ mirror, journal, clock, config, troubles, lines, requests },
    powers: () => requests.flatMap(powersIn),
    /** The server is killed, and is back before the next request. */
    cutOff() {
      isCutOff = true;
    },
    /** Goes on until everything is sent, and the mirror waits for more. */
    async rest() {
      do {
        await settled();
        clock.skip();
        await settled();
      } while (clock.waits.at(-1) !== 10_000);
    },
    /** Takes a Reading, and makes the next round. */
    async takes(reading: Parameters<MemoryJournal['take']>[0] = {}) {
      journal.take(reading);
      await settled();
      clock.skip();
      await settled();
    },
    async end() {
      life.abort();
      await ended;
    },
    async [Symbol.asyncDispose]() {
      life.abort();
      clock.skip();
      await ended;
    },
  };
  return it;
}

function readThrough(journal: MemoryJournal, seen: (entry: Entry) => Entry): MemoryJournal {
  const { read } = journal;
  journal.read = (from, most) => read(from, most).map(seen);
  return journal;
}

/** The power of each `linky` point. */
function powersIn(lines: readonly Line[]): number[] {
  return lines
    .filter(({ measurement }) => measurement === 'linky')
    .map(({ text }) => Number(parseLine(text).fields['power_va']));
}
