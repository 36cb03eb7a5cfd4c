import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../../src/base/log.ts';
import { JOURNAL_FILE } from '../../../src/base/plugin-names.ts';
import type { InfluxConfig } from '../../../src/config/config.ts';
import { Mirror } from '../../../src/influx/mirror.ts';
import type { Entry } from '../../../src/journal/entry.ts';
import { type Journal, openJournal } from '../../../src/journal/journal.ts';
import { textsIn } from '../../../src/texts/texts.ts';
import { createTroubleList, type TroubleList } from '../../../src/trouble/list.ts';
import type { Reports } from '../../../src/trouble/news.ts';
import type { Trouble } from '../../../src/trouble/trouble.ts';
import { PATIENT } from '../../../testbed/databases/scripted-server.ts';
import { temporaryFolder } from '../../../testbed/support/temporary-folder.ts';
import { type ModelClock, type ProcessClock, turnsUntil } from './clock.ts';
import type { ModelServer } from './http-server.ts';
import { METERS, readingOf } from './readings.ts';

const { en } = textsIn;

/** The processes of the plugin, one after the other: the journal and the mirror of each, and what it leaves on the disk. */
export interface PluginProcesses extends AsyncDisposable {
  /** The number of the present process, from 0. */
  readonly life: number;
  readonly journal: Journal;
  readonly mirror: Mirror;
  /** What stands on its list of what is wrong. */
  readonly standing: readonly Trouble[];
  /** Takes one frame of each of this many meters. */
  take(meters: number): void;
  commit(): void;
  /** What the journal holds. */
  entries(): readonly Entry[];
  /** The lines that were set aside so far, oldest first. */
  refusedLines(): readonly string[];
  /** How many lines were set aside when this process began. */
  readonly asideBefore: number;
  /** Stops the process in good order, and starts the next one after `downMs`. */
  restart(downMs: number): Promise<void>;
  /**
   * Kills the process (-9), and starts the next one after `downMs`. Gives the entries that were lost, as they were not on
   * disk.
   */
  kill(downMs: number): Promise<readonly Entry[]>;
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>;
  /** What should never have been said or happened. */
  readonly faults: readonly string[];
  /** The logs of all processes, each line with its level before it. */
  readonly said: readonly string[];
}

export interface PluginProcessesParts {
  readonly config: InfluxConfig;
  readonly clock: ModelClock;
  readonly server: ModelServer;
  /** Is called for each process before it does anything. */
  readonly begins: (life: number, journal: Journal) => void;
}

interface Process {
  readonly folder: string;
  readonly journal: Journal;
  readonly mirror: Mirror;
  readonly troubles: TroubleList;
  readonly clock: ProcessClock;
  readonly end: AbortController;
  readonly asideBefore: number;
  readonly ended: Promise<void>;
  isOver: boolean;
}

/** The journal commits only when it is told to. A third of what is reserved is written when it is made, and copied. */
const JOURNAL = {
  config: { commitSeconds: 1_000_000, keepDays: 7, maxMegabytes: 256 },
  overheadBytes: 1.5e6,
};
const EVERYTHING = 1_000_000;
/** An orderly stop takes under a second. */
const STOPS_WITHIN_MS = 1_000;

export function createPluginProcesses({ config, clock, server, begins }: PluginProcessesParts): PluginProcesses {
  // Each commit waits for its disk, which other tests cover.
  const base = temporaryFolder({ name: 'model', inMemory: true });
  const abandoned: Journal[] = [];
  const faults: string[] = [];
  const said: string[] = [];
  let [life, frames] = [0, 0];
  let current = begin();

  function begin(before?: string): Process {
    const folder = join(base, String(life));
    if (before === undefined) mkdirSync(folder);
    else cpSync(before, folder, { recursive: true });
    const own = clock.ofProcess();
    const log = logTo(said, faults);
    // Whether a trouble has stayed away for long enough is for the list's own tests.
    const neverLater = { ...own, after: () => () => {} };
    const troubles = createTroubleList({ log, words: en.troubles, clock: neverLater });
    const reports = noting(troubles, faults);
    const journal = openJournal({
      ...{ ...JOURNAL, path: join(folder, JOURNAL_FILE), mirrored: true, builtAtMs: 0 },
      ...{ reports, texts: en.journal, now: own.now, wall: own.wall },
    });
    begins(life, journal);
    server.meetNewClient();
    const parts = { config, journal, folder, reports, log, texts: en.influx, clock: own, random: () => 0.5 };
    const mirror = new Mirror({ ...parts, timeouts: PATIENT });
    const end = new AbortController();
    const started: Process = {
      ...{
        folder,
        journal,
        mirror,
        troubles,
        clock: own,
        end,
        isOver: false,
        asideBefore: refusedLinesIn(folder).length,
      },
      ended: mirror.run(end.signal).then(() => {
        started.isOver = true;
      }),
    };
    return started;
  }

  /** Waits until everything waits for time to pass. */
  async function settled(): Promise<void> {
    await turnsUntil(() => server.isQuiet, 'the mirror waits');
  }

  /** Does what the writer does when Homebridge stops (`writer/thread/write-job.ts`). */
  async function stop(): Promise<void> {
    const { journal, end, ended } = current;
    await settled();
    journal.commitLast();
    const lastMs = clock.now() + STOPS_WITHIN_MS;
    end.abort();
    await turnsUntil(() => {
      if (!current.isOver && server.isQuiet) clock.makeNext(lastMs);
      return current.isOver;
    }, 'the mirror ends in good order');
    await ended;
    await server.cut();
    journal.close();
    if (journal.inMemory > 0) faults.push(`${journal.inMemory} readings in memory after an orderly stop`);
  }

  /** Its timers are never called, and its request is cut. */
  async function abandon(): Promise<void> {
    const { journal, clock: own } = current;
    await settled();
    own.stop();
    await server.cut();
    abandoned.push(journal);
  }

  return {
    get life() {
      return life;
    },
    get journal() {
      return current.journal;
    },
    get mirror() {
      return current.mirror;
    },
    get standing() {
      return current.troubles.standing;
    },
    get asideBefore() {
      return current.asideBefore;
    },
    faults,
    said,
    take(meters) {
      for (const meter of METERS.slice(0, meters)) {
        current.journal.take(meter, readingOf(meter, frames, clock.now()));
        frames += 1;
      }
    },
    commit: () => current.journal.commit(),
    entries: () => current.journal.read(0, EVERYTHING),
    refusedLines: () => refusedLinesIn(current.folder),
    async restart(downMs) {
      await stop();
      await clock.pass(downMs, async () => {});
      life += 1;
      current = begin(current.folder);
      // Lets it make its first request before anything else happens.
      await settled();
    },
    async kill(downMs) {
      const { journal } = current;
      const known = journal.read(0, EVERYTHING);
      await abandon();
      await clock.pass(downMs, async () => {});
      life += 1;
      current = begin(current.folder);
      await settled();
      return known.slice(current.journal.end);
    },
    pass: (ms) => clock.pass(ms, settled),
    async [Symbol.asyncDispose]() {
      if (!current.isOver) await abandon();
      for (const journal of abandoned) journal.close();
      // There are many runs in a test.
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** Warnings are allowed, an error is a fault. */
function logTo(said: string[], faults: string[]): Log {
  const keep = (level: string) => (message: string) => void said.push(`${level} ${message}`);
  const error = (message: string) => {
    keep('error')(message);
    faults.push(message);
  };
  return { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error };
}

/** A bug that is reported is a fault. */
function noting({ report, tell }: Reports, faults: string[]): Reports {
  return {
    report(slot, trouble, more) {
      if (trouble?.part === 'mirror' && trouble.kind === 'defect') faults.push(`a defect: ${trouble.says}`);
      report(slot, trouble, more);
    },
    tell(news) {
      if (news.part === 'mirror' && news.kind === 'unreadable') faults.push(`unreadable: ${news.says}`);
      tell(news);
    },
  };
}

/** Without the comments; the lines of the older file first. */
function refusedLinesIn(folder: string): readonly string[] {
  const files = readdirSync(folder).filter((name) => name.startsWith('linky-tic.refused'));
  const texts = files.toSorted().map((name) => readFileSync(join(folder, name), 'utf8'));
  return texts.flatMap((text) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#')));
}
