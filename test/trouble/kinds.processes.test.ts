import { createServer } from 'node:net';
import type { MatterAPI } from 'homebridge';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sleep } from '../../src/base/clock.ts';
import type { InfluxConfig } from '../../src/config/config.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type { DeliveryTrouble, Mistake, Outage } from '../../src/influx/delivery-trouble.ts';
import { MirrorLog } from '../../src/influx/mirror-log.ts';
import { type ClockEvidence, clockTrust } from '../../src/journal/clock-trust.ts';
import { JournalError } from '../../src/journal/disk-trouble.ts';
import { createJournalLog, type JournalLog } from '../../src/journal/journal-log.ts';
import { outageLog, timeLimitedCalls } from '../../src/matter/time-limited-calls.ts';
import type { BrokerFault } from '../../src/mqtt/broker-fault.ts';
import { createBrokerHealth } from '../../src/mqtt/broker-health.ts';
import { troubleOfBroker } from '../../src/mqtt/broker-trouble.ts';
import { reportProblems } from '../../src/service/settings-problems.ts';
import { keepListening, type SharedThing } from '../../src/share/thread/listener.ts';
import type { SourceTrouble } from '../../src/source/source.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { TROUBLE_KINDS } from '../../src/trouble/shapes.ts';
import type { KindOf, Part } from '../../src/trouble/trouble.ts';
import { overText, sentences } from '../../src/trouble/words.ts';
import { MOST_HELD } from '../../src/writer/writer.ts';
import { fakeClock, settled } from '../../testbed/support/clock.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';
import { loggedTroubles } from '../../testbed/support/troubles.ts';
import { type Act, fails, frame, frames, garbage, run, silence } from '../meter/meter-run.ts';
import { sharingOn } from '../share/puppet-sharing.ts';
import { writerOn } from '../writer/puppet-writer.ts';

const { en } = textsIn;

/** The list, and the clock of all that reports to it. */
function emptyList() {
  const clock = fakeClock();
  return { clock, ...loggedTroubles(clock) };
}

type Scene = ReturnType<typeof emptyList>;

/** What begins a trouble, with the code that reports it in a home, and what mends it. */
interface Course {
  begins(): void | Promise<void>;
  ends(): void | Promise<void>;
}

type MakeCourse = (scene: Scene) => Course;

/** A trouble that stands until the process is started again, and what begins it. */
interface UntilRestart {
  readonly endsWith: 'process';
  begins(scene: Scene): void | Promise<void>;
}

/** A trouble that a test elsewhere begins, in all that it takes. */
interface ShownElsewhere {
  readonly shownIn: string;
}

type HowOf<K> = K extends 'problem'
  ? UntilRestart
  : K extends 'unanswering' | 'otherVersion' | 'noMeters' | 'noStatus'
    ? ShownElsewhere
    : MakeCourse;

/** How each kind begins and ends: one that is missing does not compile. */
type Courses = { readonly [P in Part]: { readonly [K in KindOf<P>]: HowOf<K> } };

const LINKY = { slug: 'linky', name: 'Linky' };
const LINE = { measurement: 'linky_tic', atMs: 1_000, text: 'linky_tic v=1 1000' };
const REFUSAL = { measurement: 'linky_tic', points: 1, fromMs: 1_000, toMs: 1_000, says: 'field type conflict' };

const courses: Courses = {
  line: {
    missing: brokenLine('missing'),
    gone: brokenLine('gone'),
    forbidden: brokenLine('forbidden'),
    busy: brokenLine('busy'),
    unreachable: brokenLine('unreachable'),
    unsupported: brokenLine('unsupported'),
    other: brokenLine('other'),
    silent: line(silence),
    garbage: line(garbage),
    fixedFormat: line(garbage, { mode: 'historique' }),
    shared: line(silence, { otherReaders: async () => ['cat'] }),
    noise,
  },
  clock: {
    unset: clockThatIs({ wallMs: 0 }),
    behind: clockThatIs({ meterAheadByMs: 3_600_000 }),
    ahead: clockThatIs({ meterAheadByMs: -2 * 86_400_000 }),
  },
  history: {
    unreachable: disk(systemError('ENOENT')),
    readOnly: disk(systemError('EROFS')),
    full: disk(systemError('ENOSPC')),
    folder: disk(systemError('EISDIR')),
    shared: disk(sqliteError(5)),
    newer: disk(new JournalError('newer', 'schema 99')),
    foreign: disk(sqliteError(1)),
    damaged: disk(sqliteError(11)),
    damagedRepeatedly: disk(new JournalError('damagedRepeatedly', 'again')),
    failing: disk(sqliteError(10)),
    notCopied: journal(
      (log) => log.notCopied(systemError('ENOSPC')),
      (log) => log.copied(),
    ),
    losing: journal(
      (log) => log.lost({ fromMs: 1_000, toMs: 2_000, end: 7 }),
      (log) => log.delivered(8),
    ),
    dropping: journal(
      (log) => log.memoryFull(10_000),
      (log) => log.written(3),
    ),
  },
  mirror: {
    notListening: outage('notListening'),
    unknownHost: outage('unknownHost'),
    silent: outage('silent'),
    full: outage('full'),
    failing: outage('failing'),
    broken: outage('broken'),
    busy: delivery({ kind: 'busy', says: 'as told' }),
    credentials: mistake('credentials'),
    rights: mistake('rights'),
    noSuchStore: mistake('noSuchStore'),
    noSuchRetentionPolicy: mistake('noSuchRetentionPolicy'),
    noOrganisation: delivery({ kind: 'misconfigured', why: 'noSuchStore', says: 'organization name "" not found' }),
    noRoom: mistake('noRoom'),
    refusesAll: mistake('refusesAll'),
    address: mistake('address'),
    certificate: mistake('certificate'),
    refused: mirror(
      (log) => log.answered([LINE], [REFUSAL], undefined),
      (log) => log.answered([LINE], [], undefined),
    ),
    defect: mirror(
      (log) => log.defect(new Error('a defect')),
      (log) => log.answered([], [], undefined),
    ),
  },
  settings: {
    problem: {
      endsWith: 'process',
      begins({ troubles, log }) {
        reportProblems(readConfig(pluginBlock({ colour: 'red' })).problems, troubles, log, en.troubles);
      },
    },
    noMeters: { shownIn: 'test/e2e/user-mistakes.test.ts' },
  },
  share: {
    taken: address('EADDRINUSE'),
    foreign: address('EADDRNOTAVAIL'),
    forbidden: address('EACCES'),
    other: address('ENFILE'),
    broken: thread(sharingOn, 'throws'),
    memory: thread(sharingOn, 'fillsItsHeap'),
    stood: thread(sharingOn, 'computesAndRests', 60_000),
    stuck: threadThatWaits(sharingOn),
  },
  page: {
    taken: address('EADDRINUSE', { shared: 'page' }),
    foreign: address('EADDRNOTAVAIL', { shared: 'page' }),
    forbidden: address('EACCES', { shared: 'page' }),
    other: address('ENFILE', { shared: 'page' }),
  },
  mqtt: {
    notListening: broker('notListening'),
    unknownHost: broker('unknownHost'),
    silent: broker('silent'),
    credentials: broker('credentials'),
    rights: broker('rights'),
    certificate: broker('certificate'),
    ca: broker('ca'),
    stranger: broker('stranger'),
    busy: broker('busy'),
    dropped: broker('dropped'),
    failing: broker('failing'),
  },
  matter: { noAnswer: matterThatIsStuck },
  writer: {
    broken: thread(writerOn, 'throws'),
    memory: thread(writerOn, 'fillsItsHeap'),
    stood: thread(writerOn, 'computesAndRests', 60_000),
    stuck: threadThatWaits(writerOn),
    full(scene) {
      const { take, writer } = writerOn('takesNothing', scene.clock, scene);
      return {
        begins: () => take(...Array.from({ length: MOST_HELD + 1 }, (_, nth) => 100 + nth)),
        ends: async () => void (await writer.stop()),
      };
    },
    unanswering: { shownIn: 'test/cli/doctor.test.ts' },
    otherVersion: { shownIn: 'test/cli/doctor.test.ts' },
    noStatus: { shownIn: 'test/service/service.slow.test.ts' },
  },
};

function brokenLine(kind: SourceTrouble): MakeCourse {
  return line(fails(kind));
}

/** A meter whose line does this until it is mended. */
function line(act: Act, settings: Parameters<typeof run>[1] = {}): MakeCourse {
  return ({ clock, ...list }) => {
    let isMended = false;
    const inTurn: Act = (...how) => (isMended ? frames('historique') : act)(...how);
    return {
      async begins() {
        const meter = run([inTurn], settings, clock, list);
        onTestFinished(() => meter.end());
        await clock.pass(30_000);
      },
      async ends() {
        isMended = true;
        await clock.pass(30_000);
      },
    };
  };
}

function noise(scene: Scene): Course {
  let isMended = false;
  const damaged = frame('historique', 10).map((byte, at) => (at === 30 ? byte ^ 1 : byte));
  const inTurn: Act = async function* (clock, life) {
    while (!life.aborted) {
      yield frame('historique', 10);
      if (!isMended) yield damaged;
      await sleep(2_000, clock, life);
    }
  };
  return {
    async begins() {
      const { clock, ...list } = scene;
      const meter = run([inTurn], {}, clock, list);
      onTestFinished(() => meter.end());
      await clock.pass(70_000);
    },
    async ends() {
      isMended = true;
      await scene.clock.pass(130_000);
    },
  };
}

/** What a journal reports. */
function journal(begin: (log: JournalLog) => void, end: (log: JournalLog) => void): MakeCourse {
  return ({ troubles }) => {
    const log = createJournalLog(troubles, '/var/lib/linky-tic.db', true);
    return { begins: () => begin(log), ends: () => end(log) };
  };
}

function disk(error: unknown): MakeCourse {
  return journal(
    (log) => log.memoryOnly(error),
    (log) => log.written(0),
  );
}

function clockThatIs(evidence: Partial<ClockEvidence>): MakeCourse {
  const well = { wallMs: 2, builtAtMs: 1, openForMs: 60_000, patienceMs: 300_000, meterAheadByMs: 0 };
  return journal(
    (log) => log.clock(clockTrust({ ...well, ...evidence }), well.openForMs),
    (log) => log.clock(clockTrust(well), well.openForMs),
  );
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function sqliteError(errcode: number): Error {
  return Object.assign(new Error('SQLite'), { errcode });
}

/** What a mirror reports. */
function mirror(begin: (log: MirrorLog) => void, end: (log: MirrorLog) => void): MakeCourse {
  const database = { url: 'http://127.0.0.1:8086', version: '2', token: 't', org: '', bucket: 'linky' } as const;
  const config: InfluxConfig = { ...database, literal: true };
  return ({ troubles: reports, log }) => {
    const mirrorLog = new MirrorLog({ config, reports, log, texts: en.influx });
    return { begins: () => begin(mirrorLog), ends: () => end(mirrorLog) };
  };
}

function broker(kind: KindOf<'mqtt'>): MakeCourse {
  return ({ clock, troubles }) => {
    const { mqtt } = readConfig(pluginBlock({ mqtt: { url: 'mqtt://127.0.0.1:1883' } })).config;
    if (!mqtt) throw new Error('the settings have no broker');
    const report = (fault?: BrokerFault) => troubles.report('mqtt', fault && troubleOfBroker(fault, mqtt));
    const health = createBrokerHealth(clock, report);
    return {
      begins: () => health.refused({ kind, says: 'as told' }),
      async ends() {
        health.answered('linky/power', undefined);
        await clock.pass(10_000);
      },
    };
  };
}

function delivery(trouble: DeliveryTrouble): MakeCourse {
  return mirror(
    (log) => log.trouble(trouble, 3, { unsent: 7, sinceMs: 1_000 }),
    (log) => {
      log.answered([], [], undefined);
      log.caughtUp(10);
    },
  );
}

function outage(why: Outage): MakeCourse {
  return delivery({ kind: 'unreachable', why, says: 'as told' });
}

function mistake(why: Mistake): MakeCourse {
  return delivery({ kind: 'misconfigured', why, says: 'as told' });
}

/** An address where listening fails with this code until it is mended. */
function address(code: string, thing: SharedThing = { shared: 'line', meter: LINKY }): MakeCourse {
  return ({ clock, log, troubles: reports }) => {
    const server = createServer();
    const { listen } = server;
    server.listen = () => {
      process.nextTick(() => server.emit('error', systemError(code)));
      return server;
    };
    const life = new AbortController();
    onTestFinished(() => life.abort());
    const told = { ...thing, server, host: '127.0.0.1', port: 0, most: 16 };
    return {
      async begins() {
        void keepListening({ ...told, log, reports, texts: en.share, clock }, life.signal);
        await expect.poll(() => clock.waiting).toBe(1);
      },
      async ends() {
        server.listen = listen;
        await clock.pass(1_000);
        await expect.poll(() => server.listening).toBe(true);
        await settled();
      },
    };
  };
}

function matterThatIsStuck({ clock, troubles }: Scene): Course {
  let isStuck = true;
  const matter = { getAccessoryState: async () => (isStuck ? new Promise(() => {}) : {}) } as unknown as MatterAPI;
  const calls = timeLimitedCalls(matter, clock, outageLog(LINKY, troubles, clock));
  return {
    async begins() {
      void calls.getAccessoryState('uuid', 'cluster').catch(() => {});
      await clock.pass(30_000);
    },
    async ends() {
      isStuck = false;
      for (let nth = 0; nth < 2; nth += 1) {
        await calls.getAccessoryState('uuid', 'cluster');
        await clock.pass(60_000);
      }
    },
  };
}

/** A thread that ends by this deed, and one after it that works. */
function thread(startOn: typeof writerOn | typeof sharingOn, deed: string, afterMs = 0): MakeCourse {
  return (scene) => {
    const { clock, troubles } = scene;
    const { take, taken, lives } = startOn(deed, clock, scene);
    return {
      async begins() {
        take(13);
        await expect.poll(taken).toEqual(['13']);
        await clock.pass(afterMs);
        await expect.poll(() => troubles.standing).toHaveLength(1);
      },
      async ends() {
        await clock.pass(1_000);
        await expect.poll(taken).toHaveLength(2);
        await lives(4);
      },
    };
  };
}

/** A thread that waits for the disk. */
function threadThatWaits(startOn: typeof writerOn | typeof sharingOn): MakeCourse {
  return (scene) => {
    const { take, taken, answer, lives } = startOn('waitsForTheDisk', scene.clock, scene);
    return {
      async begins() {
        take(13);
        await expect.poll(taken).toEqual(['13']);
        await scene.clock.pass(60_000);
      },
      async ends() {
        answer();
        await lives(1);
      },
    };
  };
}

/** Makes what begins this kind, and gives what ends it. */
async function begin(how: MakeCourse | UntilRestart, scene: Scene): Promise<Course['ends'] | undefined> {
  if (typeof how === 'function') {
    const course = how(scene);
    await course.begins();
    return course.ends;
  }
  await how.begins(scene);
  return undefined;
}

const all = (Object.keys(courses) as Part[]).flatMap((part) =>
  Object.entries(courses[part] as { readonly [kind: string]: MakeCourse | UntilRestart | ShownElsewhere }).flatMap(
    ([kind, how]) => ('shownIn' in how ? [] : [{ part, kind, how }]),
  ),
);

describe('each kind of trouble begins and ends with what reports it in a home:', () => {
  test.each(all)('$part $kind', async ({ part, kind, how }) => {
    const scene = emptyList();
    const { troubles, lines } = scene;
    const ends = await begin(how, scene);
    expect(troubles.standing).toMatchObject([{ part, kind }]);
    const [trouble] = troubles.standing;
    if (!trouble) return expect.unreachable();
    expect(lines.map((one) => one.replace(/^\w+ /, ''))).toContain(sentences(trouble, en.troubles));
    for (const { troubles: words } of Object.values(textsIn)) {
      for (const text of [sentences(trouble, words), overText(trouble, 60_000, {}, words)])
        expect(text).not.toMatch(/undefined|NaN|\[object|null/);
      expect(sentences(trouble, words)).not.toBe('');
    }
    if (!ends) return;
    await ends();
    expect(troubles.standing).toEqual([]);
  });
});

test('the table has each kind that a status may have', () => {
  const kinds = (table: { readonly [part: string]: object }) =>
    Object.entries(table).map(([part, kindsOf]) => [part, Object.keys(kindsOf).toSorted()]);
  expect(kinds(courses)).toEqual(kinds(TROUBLE_KINDS));
});

describe('what a thread has reported that has ended is over with the next one:', () => {
  test('an outage of the database, when that one has sent everything, and the next outage is said', () => {
    const scene = emptyList();
    const { troubles, lines } = scene;
    const outageOf = outage('notListening');
    void outageOf(scene).begins();
    void outageOf(scene).ends();
    expect(troubles.standing).toEqual([]);
    expect(lines).toEqual([
      expect.stringMatching(/^warn /),
      expect.stringMatching(/^info .* after /),
      expect.anything(),
    ]);
    void outageOf(scene).begins();
    expect(lines.slice(3)).toEqual([lines[0]]);
  });

  test('Readings that are lost for want of room, when the journal is opened again', () => {
    const scene = emptyList();
    void courses.history.losing(scene).begins();
    expect(scene.troubles.standing).toHaveLength(1);
    courses.history.losing(scene);
    expect(scene.troubles.standing).toEqual([]);
  });
});
