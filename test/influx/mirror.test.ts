import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { InfluxConfig } from '../../src/config/config.ts';
import { influxPlace, troubleOfDelivery } from '../../src/influx/delivery-trouble.ts';
import { Mirror, type MirrorParts } from '../../src/influx/mirror.ts';
import { textsIn } from '../../src/texts/texts.ts';
import type { TroubleList } from '../../src/trouble/list.ts';
import type { UndatedTrouble } from '../../src/trouble/trouble.ts';
import {
  NO_HEADERS,
  PATIENT,
  type ScriptedAnswer,
  type ScriptedServer,
  startScriptedServer,
} from '../../testbed/databases/scripted-server.ts';
import { type FakeClock, fakeClock } from '../../testbed/support/clock.ts';
import { frameWith, SOME_MS } from '../../testbed/support/readings.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { loggedTroubles, newsInWords, overInWords, troubleInWords } from '../../testbed/support/troubles.ts';
import { type MemoryJournal, memoryJournal } from './memory-journal.ts';
import { parseLine } from './parse-line.ts';

const { en } = textsIn;

const STORED: ScriptedAnswer = { status: 204 };
const DOWN: ScriptedAnswer = { status: 503, body: 'down' };

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

describe('a database that takes everything', () => {
  test('gets every Reading once, oldest first', async () => {
    await using it = await mirrorOf(memoryJournal(1_234), () => STORED);
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    expect(powersAt(it.server)).toEqual(Array.from({ length: 1_234 }, (_, at) => at));
  });

  test('gets a backlog in batches without a pause, and then new readings every ten seconds', async () => {
    await using it = await mirrorOf(memoryJournal(401), () => STORED);
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    await it.sleeps();
    it.journal.take({ apparentPowerVA: 401 });
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    await it.sleeps();
    expect(it.clock.waits).toEqual([0, 0, 10_000, 10_000]);
  });

  test('is named in the log once', async () => {
    await using it = await mirrorOf(memoryJournal(3), () => STORED);
    for (let at = 0; at < 3; at += 1) {
      await it.clock.skipUntil(() => it.mirror.status.pending === 0);
      it.journal.take({});
    }
    expect(it.lines).toEqual([mirroring(it.server.url)]);
  });

  test('shows in the status', async () => {
    await using it = await mirrorOf(memoryJournal(3), () => STORED);
    expect(it.mirror.status).toMatchObject({
      state: 'starting',
      pending: 3,
      delivered: 0,
      oldestPendingAtMs: 1_700_000_000_000,
    });
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    expect(it.mirror.status).toEqual({ state: 'delivering', pending: 0, delivered: 3, refused: 0, dropped: 0 });
  });
});

describe('a database that is away', () => {
  test('is asked again after 1 s, 2 s, 4 s and so on, 60 s at last', async () => {
    await using it = await mirrorOf(memoryJournal(1), () => DOWN);
    await it.clock.skipUntil(() => it.clock.waits.length === 9);
    expect(it.clock.waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1000));
  });

  test('gets everything when it is back', async () => {
    await using it = await mirrorOf(memoryJournal(3), (_, request) => (request < 4 ? DOWN : STORED));
    it.journal.take({ apparentPowerVA: 3 });
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    expect(powersIn(it.server.requests.at(-1)?.lines ?? [])).toEqual([0, 1, 2, 3]);
  });

  test('is named in the log once when it goes away, and once when it has everything again', async () => {
    await using it = await mirrorOf(memoryJournal(300), (_, request) => (request > 0 && request < 5 ? DOWN : STORED));
    await it.clock.skipUntil(() => it.lines.length === 2);
    const outage = {
      ...troubleOfDelivery({ kind: 'unreachable', why: 'failing', says: '503 down' }, it.config),
      waiting: { unsent: 100, sinceMs: SOME_MS + 200_000, doubted: 200 },
    };
    expect(it.lines).toEqual([
      `warn ${troubleInWords(outage)}`,
      `info ${overInWords(outage, 15_000, { sent: 100, onceMore: 200, isAllTaken: true })}`,
    ]);
  });

  test('is off the list at its first answer, long before everything was sent', async () => {
    await using it = await mirrorOf(memoryJournal(300), (_, request) => (request < 5 ? DOWN : STORED));
    await it.clock.skipUntil(() => it.server.requests.length === 5);
    expect(it.troubles.standing).toMatchObject([{ kind: 'failing', since: SOME_MS, waiting: { unsent: 300 } }]);
    await it.clock.skipUntil(() => it.mirror.status.state === 'delivering');
    expect([it.troubles.standing, it.mirror.status.pending, it.lines.length]).toEqual([[], 100, 1]);
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    expect(it.lines.slice(1)).toEqual([expect.stringContaining('has everything again')]);
  });

  test('has in the status what was not sent, and apart from it what it had accepted', async () => {
    let isDown = false;
    await using it = await mirrorOf(memoryJournal(30), () => (isDown ? DOWN : STORED));
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    expect(it.mirror.status).not.toHaveProperty('doubted');
    isDown = true;
    it.journal.take({}, {});
    await it.clock.skipUntil(() => it.mirror.status.state === 'unreachable');
    expect(it.mirror.status).toMatchObject({ pending: 32, doubted: 30, oldestPendingAtMs: SOME_MS + 30_000 });
  });

  test('is asked again when its Retry-After says so', async () => {
    const later: ScriptedAnswer = { status: 503, headers: { 'retry-after': '120' } };
    await using it = await mirrorOf(memoryJournal(1), (_, request) => (request === 0 ? later : STORED));
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    expect(it.clock.waits[0]).toBe(120_000);
  });

  test('gets new readings first, and then once more those that it acknowledged in the minute before', async () => {
    let isDown = false;
    await using it = await mirrorOf(memoryJournal(), () => (isDown ? DOWN : STORED));
    for (let round = 0; round < 30; round += 1) await it.takes({ apparentPowerVA: round }, 10_000);
    isDown = true;
    it.journal.take({ apparentPowerVA: 30 });
    await it.clock.skipUntil(() => it.mirror.status.state === 'unreachable');
    isDown = false;
    const failed = it.server.requests.length;
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    const again = it.server.requests.slice(failed).flatMap(({ lines }) => powersIn(lines));
    expect(again).toEqual([30, 24, 25, 26, 27, 28, 29]);
  });

  test('gets once more what it acknowledged when it was killed and is back before the next batch', async () => {
    await using it = await mirrorOf(memoryJournal(3), () => STORED);
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    await it.sleeps();
    await it.server.closeIdleConnections();
    await it.takes({ apparentPowerVA: 3 }, 0);
    expect(powersAt(it.server)).toEqual([0, 1, 2, 3, 0, 1, 2]);
    expect(it.lines).toEqual([mirroring(it.server.url)]);
  });

  test('gets smaller batches when it is too slow', async () => {
    // The time of a request passes only here, so that no other one is ever late.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const slow = (lines: readonly string[]): ScriptedAnswer => {
      if (lines.length <= 60) return STORED;
      vi.advanceTimersByTime(PATIENT.requestMs);
      return 'hang';
    };
    await using it = await mirrorOf(memoryJournal(300), slow);
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    expect(it.server.requests.map(({ lines }) => powersIn(lines).length)).toEqual([200, 100, 50, 50, 50, 50, 50, 50]);
  });

  test('loses nothing when it answers 429: nothing is sent twice', async () => {
    await using it = await mirrorOf(memoryJournal(300), (_, request) => (request === 1 ? { status: 429 } : STORED));
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    expect(powersAt(it.server)).toHaveLength(300 + 100);
  });

  test('gets what the journal still holds when that is not all', async () => {
    await using it = await mirrorOf(memoryJournal(10), (_, request) => (request === 0 ? DOWN : STORED));
    await it.clock.skipUntil(() => it.mirror.status.state === 'unreachable');
    it.journal.forget(4);
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    expect(powersIn(it.server.requests.at(-1)?.lines ?? [])).toEqual([4, 5, 6, 7, 8, 9]);
  });
});

describe('a mistake in the settings', () => {
  const wrongToken: ScriptedAnswer = { status: 401, body: 'unauthorized' };
  const noBucket: ScriptedAnswer = { status: 404, body: '{"message":"bucket \\"linky\\" not found"}' };

  test('is logged once, and delivery is tried every minute until it is corrected', async () => {
    await using it = await mirrorOf(memoryJournal(2), (_, request) => (request < 3 ? wrongToken : STORED));
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    const trouble = troubleOfDelivery(
      { kind: 'misconfigured', why: 'credentials', says: '401 unauthorized' },
      it.config,
    );
    expect(it.lines).toEqual([
      `warn ${troubleInWords({ ...trouble, waiting: { unsent: 2, sinceMs: SOME_MS, doubted: 0 } })}`,
      `info ${overInWords(trouble, 180_000, { sent: 2, onceMore: 0, isAllTaken: true })}`,
    ]);
    expect(it.clock.waits.slice(0, 3)).toEqual([60_000, 60_000, 60_000]);
  });

  test('is followed by the next one in the log', async () => {
    await using it = await mirrorOf(memoryJournal(2), (_, request) => (request === 0 ? wrongToken : noBucket));
    await it.clock.skipUntil(() => it.server.requests.length === 4);
    expect(it.lines).toEqual([
      expect.stringContaining('influx.token'),
      expect.stringContaining('Create it (Load Data, Buckets)'),
    ]);
  });
});

describe('a line that is refused for good', () => {
  const refuses = (bad: string) => (lines: readonly string[]) =>
    lines.some((line) => line.startsWith(bad)) ? { status: 422, body: 'field type conflict' } : STORED;

  test('is set aside, and holds up no other', async () => {
    const journal = memoryJournal(20);
    journal.take({ apparentPowerVA: 20, contract: 'BASE' });
    await using it = await mirrorOf(journal, refuses('linky_info,meter=linky contract'));
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    expect(await readFile(join(folder, 'linky-tic.refused.txt'), 'utf8')).toMatch(
      /^# .* 422 field type conflict\nlinky_info,.*\n$/,
    );
    expect(it.mirror.status).toMatchObject({
      state: 'clash',
      delivered: 21,
      refused: 1,
      refusedSeries: [{ series: 'linky_info,meter=linky', says: '422 field type conflict' }],
      refusedSeriesInAll: 1,
    });
    const file = join(folder, 'linky-tic.refused.txt');
    const trouble: UndatedTrouble<'mirror'> = {
      ...{ part: 'mirror', kind: 'refused', to: influxPlace(it.config), says: '422 field type conflict', file },
      ...{ series: ['linky_info,meter=linky'], seriesInAll: 1 },
    };
    expect(it.lines).toEqual([`warn ${troubleInWords(trouble)}`]);
    expect(it.troubles.standing).toEqual([{ ...trouble, since: SOME_MS }]);
  });

  test('that cannot be set aside is said to be in the history alone', async () => {
    const journal = memoryJournal();
    journal.take({ contract: 'BASE' });
    await using it = await mirrorOf(journal, refuses('linky_info'), { folder: join(folder, 'gone') });
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    expect(it.lines[0]).toMatch(/^warn .*ENOENT.*The local history keeps it for some days/);
    expect(it.troubles.standing).toMatchObject([{ kind: 'notSetAside' }, { kind: 'refused' }]);
    expect(it.mirror.status.refused).toBe(1);
  });

  test('is counted and set aside once, however often it is sent', async () => {
    let isDown = false;
    await using it = await mirrorOf(memoryJournal(), (lines) => (isDown ? DOWN : refuses('linky_info')(lines)));
    await it.takes({ contract: 'BASE' }, 0);
    for (let outage = 1; outage <= 3; outage += 1) {
      isDown = true;
      it.journal.take({ contract: 'BASE' });
      await it.clock.skipUntil(() => it.mirror.status.state === 'unreachable');
      isDown = false;
      await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    }
    const sent = it.server.requests.flatMap(({ lines }) => lines).filter((line) => line.includes('BASE'));
    expect(sent.length).toBeGreaterThan(4);
    expect(it.mirror.status.refused).toBe(1);
    expect((await readFile(join(folder, 'linky-tic.refused.txt'), 'utf8')).match(/^linky_info/gm)).toHaveLength(1);
  });
});

test('points beyond the retention are counted, logged once, and hold up nothing', async () => {
  const body = 'partial write: points beyond retention policy dropped=4';
  await using it = await mirrorOf(memoryJournal(401), () => ({ status: 400, body }));
  await it.clock.skipUntil(() => it.mirror.status.pending === 0);
  expect(it.mirror.status).toMatchObject({ delivered: 401, dropped: 12 });
  const news = { part: 'mirror', kind: 'dropped', url: it.server.url, points: 4 } as const;
  expect(it.lines).toEqual([`warn ${newsInWords(news)}`]);
  expect(it.troubles.news).toEqual([{ ...news, at: SOME_MS }]);
});

test('points beyond the retention are counted once, however often they are sent', async () => {
  let isDown = false;
  const dropsAll = (lines: readonly string[]) => ({
    status: 400,
    body: `partial write: points beyond retention policy dropped=${powersIn(lines).length}`,
  });
  await using it = await mirrorOf(memoryJournal(1), (lines) => (isDown ? DOWN : dropsAll(lines)));
  await it.clock.skipUntil(() => it.mirror.status.pending === 0);
  isDown = true;
  it.journal.take({});
  await it.clock.skipUntil(() => it.mirror.status.state === 'unreachable');
  isDown = false;
  await it.clock.skipUntil(() => it.mirror.status.delivered === 2);
  expect(it.mirror.status.dropped).toBe(2);
});

describe('a meter that goes on while a doubt is open', () => {
  test('does not keep the readings in doubt from being sent', async () => {
    let isDown = true;
    const journal = memoryJournal();
    const answer = () => {
      if (isDown) return DOWN;
      journal.take({ apparentPowerVA: journal.end });
      return STORED;
    };
    await using it = await mirrorOf(journal, answer);
    isDown = false;
    journal.take({ apparentPowerVA: 0 });
    await it.clock.skipUntil(() => it.server.requests.length === 20);
    isDown = true;
    await it.clock.skipUntil(() => it.mirror.status.state === 'unreachable');
    isDown = false;
    const failed = it.server.requests.length;
    await it.clock.skipUntil(() => it.server.requests.length === failed + 3);
    const again = it.server.requests.slice(failed).map(({ lines }) => powersIn(lines)[0]);
    expect(again[1]).toBeLessThan(again[0] ?? 0);
    expect(again[2]).toBeGreaterThan(again[0] ?? 0);
  });
});

test('the journal and, once, the log are told that it cannot be verified that the database keeps what it takes', async () => {
  const journal = memoryJournal(3);
  const answer = ([first = '']: readonly string[]) => ({ status: first.startsWith('linky') ? 204 : 403 });
  await using it = await mirrorOf(journal, answer, { own: NO_HEADERS });
  await it.clock.skipUntil(() => it.mirror.status.pending === 0);
  await it.takes({}, 10_000);
  expect(journal.isVerified).toBe(false);
  expect(it.mirror.status).toMatchObject({ state: 'delivering', delivered: 4, unverified: true });
  expect(it.lines).toEqual([`warn ${newsInWords({ part: 'mirror', kind: 'unverified', url: it.server.url })}`]);
});

describe('the position that the journal keeps', () => {
  test('is a minute before the last acknowledgement, so that a killed plugin sends that minute again', async () => {
    await using it = await mirrorOf(memoryJournal(), () => STORED);
    for (let round = 0; round < 12; round += 1) await it.takes({}, 10_000);
    expect(it.journal.delivered).toBe(6);
  });

  test('is the same after an orderly end', async () => {
    await using it = await mirrorOf(memoryJournal(), () => STORED);
    for (let round = 0; round < 12; round += 1) await it.takes({}, 10_000);
    await it.end();
    expect(it.journal.delivered).toBe(6);
  });

  test('is where delivery begins anew when the journal was opened again', async () => {
    await using it = await mirrorOf(memoryJournal(7), () => STORED);
    for (let minute = 0; minute < 30; minute += 1) await it.takes({ apparentPowerVA: 7 + minute }, 60_000);
    it.journal.goBackTo(2);
    await it.takes({ apparentPowerVA: 37 }, 0);
    expect(powersIn(it.server.requests.at(-1)?.lines ?? [])[0]).toBe(2);
    expect(it.journal.delivered).toBe(2);
  });
});

describe('when the mirror is stopped', () => {
  test('the readings since the last batch are sent', async () => {
    await using it = await mirrorOf(memoryJournal(2), () => STORED);
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    await it.sleeps();
    it.journal.take({ apparentPowerVA: 2 });
    await it.end();
    expect(powersIn(it.server.requests.at(-1)?.lines ?? [])).toEqual([2]);
  });

  test('more than one batch is sent, if there is time for it', async () => {
    await using it = await mirrorOf(memoryJournal(2), () => STORED);
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    await it.sleeps();
    it.journal.take(...Array.from({ length: 500 }, (_, at) => ({ apparentPowerVA: at })));
    await it.end();
    expect(powersAt(it.server)).toHaveLength(502);
  });

  test('nothing is sent while delivery fails', async () => {
    await using it = await mirrorOf(memoryJournal(2), () => DOWN);
    await it.clock.skipUntil(() => it.clock.waits.length === 3);
    await it.end();
    expect(it.server.requests).toHaveLength(3);
    expect(it.journal.delivered).toBe(0);
  });

  test('it waits 0.6 s at most for a database that hangs, and logs nothing', async () => {
    await using it = await mirrorOf(memoryJournal(2), () => 'hang');
    while (it.server.requests.length === 0) await turn();
    const ended = it.end();
    expect(it.clock.waits).toEqual([600]);
    it.clock.skip();
    await ended;
    expect(it.lines).toEqual([]);
    expect(it.journal.delivered).toBe(0);
  });
});

test('the frame itself is sent when `literal` is set', async () => {
  for (const literal of [true, false]) {
    const journal = memoryJournal();
    journal.take({ frame: frameWith({ labels: { PAPP: '00390' } }) });
    await using it = await mirrorOf(journal, () => STORED, { literal });
    await it.clock.skipUntil(() => it.mirror.status.pending === 0);
    const measurements = it.server.requests[0]?.lines.map((line) => parseLine(line).measurement);
    expect(measurements?.includes('linky_tic')).toBe(literal);
  }
});

interface Running extends AsyncDisposable {
  readonly server: ScriptedServer;
  readonly mirror: Mirror;
  readonly journal: MemoryJournal;
  readonly clock: FakeClock;
  readonly config: InfluxConfig;
  /** What it has reported. */
  readonly troubles: TroubleList;
  /** What that list says in the log, each line with its level before it. */
  readonly lines: readonly string[];
  /** Resolves once the mirror waits for the next batch. */
  sleeps(): Promise<void>;
  /** Takes a Reading, lets it be sent, and lets so much time pass. */
  takes(reading: Parameters<MemoryJournal['take']>[0], ms: number): Promise<void>;
  end(): Promise<void>;
}

async function mirrorOf(
  journal: MemoryJournal,
  answerTo: (lines: readonly string[], request: number) => ScriptedAnswer,
  { literal = false, own, ...parts }: Partial<MirrorParts> & { literal?: boolean; own?: typeof NO_HEADERS } = {},
): Promise<Running> {
  const server = await startScriptedServer(answerTo, own);
  const clock = fakeClock({ wallMs: SOME_MS });
  const { log, lines, troubles } = loggedTroubles(clock.aside);
  const config: InfluxConfig = {
    version: '2',
    url: server.url,
    token: 's3cr3t',
    org: 'home',
    bucket: 'linky',
    literal,
  };
  const mirror = new Mirror({
    journal,
    config,
    folder,
    clock,
    timeouts: PATIENT,
    random: () => 0,
    reports: troubles,
    log,
    texts: en.influx,
    ...parts,
  });
  const life = new AbortController();
  const ended = mirror.run(life.signal);
  return {
    server,
    mirror,
    journal,
    clock,
    config,
    troubles,
    lines,
    async sleeps() {
      while (clock.waiting === 0) await turn();
    },
    async takes(reading, ms) {
      journal.take(reading);
      const due = clock.now() + ms;
      await clock.skipUntil(() => mirror.status.pending === 0 && clock.now() >= due);
    },
    async end() {
      life.abort();
      await ended;
    },
    async [Symbol.asyncDispose]() {
      life.abort();
      clock.skip();
      await ended;
      await server[Symbol.asyncDispose]();
    },
  };
}

function mirroring(url: string): string {
  return `info ${newsInWords({ part: 'mirror', kind: 'mirroring', url, server: 'InfluxDB 1.8.10' })}`;
}

/** The power of each `linky` point, in the order they came. */
function powersAt(server: ScriptedServer): number[] {
  return server.requests.flatMap(({ lines }) => powersIn(lines));
}

function powersIn(lines: readonly string[]): number[] {
  return lines
    .map(parseLine)
    .filter(({ measurement }) => measurement === 'linky')
    .map(({ fields }) => Number(fields['power_va']));
}
