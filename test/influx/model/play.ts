import type { Clock } from '../../../src/base/clock.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/base/paris-time.ts';
import { Mirror } from '../../../src/influx/mirror.ts';
import { type Line, pointsOf } from '../../../src/influx/points.ts';
import type { Entry } from '../../../src/journal/entry.ts';
import { textsIn } from '../../../src/texts/texts.ts';
import { fakeClock } from '../../../testbed/support/clock.ts';
import { loggedTroubles } from '../../../testbed/support/troubles.ts';
import { Database, partsOf, WELL } from './database.ts';
import { METERS, ModelJournal } from './journal.ts';
import { watched } from './order.ts';
import type { Scenario, Step } from './scenario.ts';

const ADDRESS = { version: '1', url: 'http://influx:8086', database: 'linky', retentionPolicy: '' } as const;

/** Plays a scenario to its end, lets everything recover, and draws up the account. Returns what is wrong. */
export async function play({ literal, dialect, refusesToTheEnd, steps }: Scenario): Promise<readonly string[]> {
  const faults: string[] = [];
  const fault = (says: string) => void faults.push(says);
  const clock = fakeClock();
  const database = new Database(clock, dialect);
  /** The list outlives the plugin's thread that reports to it. */
  const { log, troubles } = loggedTroubles(clock);
  const journal = new ModelJournal((from, to) => {
    const lines = journal.entries.slice(from, to).flatMap(linesOf).filter(isInEachFrame);
    const unsafe = lines.find(({ text }) => database.settled.get(partsOf(text).key) !== partsOf(text).fields);
    if (unsafe) fault(`counts as delivered, and the database may lose it: ${unsafe.text}`);
  });
  let run = start();

  for (const step of steps) {
    await take(step);
    run.check();
    if (faults.length > 0) return faults;
  }
  await recover();
  if (faults.length === 0) account();
  return faults;

  /** All lines that a Reading can have. */
  function linesOf(entry: Entry): readonly Line[] {
    return pointsOf(entry, new Map(), literal).lines;
  }

  /** Starts a process of the plugin. */
  function start() {
    const life = new AbortController();
    let [isKilled, hasEnded] = [false, false];
    const own: Clock = { ...clock, after: (ms, then) => clock.after(ms, () => !isKilled && then()) };
    const config = { ...ADDRESS, literal, username: '', password: '' };
    const parts = { config, reports: troubles, log, texts: textsIn.en.influx, clock: own, random: () => 0.5 };
    const mirror = new Mirror({ ...parts, journal, client: watched(database, journal, own, fault) });
    const before = { epoch: journal.epoch, refused: database.refusedPoints, sent: journal.end - mirror.status.pending };
    void mirror.run(life.signal).then(() => {
      hasEnded = true;
    });
    return {
      mirror,
      async stop() {
        life.abort();
        await clock.pass(1_000);
        if (!hasEnded) fault('it does not end');
      },
      kill() {
        isKilled = true;
        database.close();
      },
      /** Compares its status with what happened. */
      check() {
        const { delivered, pending, refused } = mirror.status;
        if (refused > database.refusedPoints - before.refused) fault(`${refused} points count as refused`);
        if (journal.epoch === before.epoch && before.sent + delivered + pending !== journal.end)
          fault(`${delivered} count as delivered, and ${pending} as pending`);
      },
    };
  }

  async function take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'readings':
        for (let second = 0; second < step.seconds; second += 1) await frame(step.meters, 1_000);
        return;
      case 'quiet':
        return clock.pass(step.ms);
      case 'meets':
        database.encounters = [...step.encounters];
        return;
      case 'dies':
        return database.die(step.death);
      case 'refuses':
        await answered();
        database.refuses = step.measurements;
        return;
      case 'becomes':
        await answered();
        database.state = { ...database.state, ...step.state };
        return;
      case 'recovers':
        await answered();
        database.state = WELL;
        database.refuses = [];
        return;
      case 'commit':
        return journal.commit();
      case 'restart':
        await run.stop();
        run.check();
        journal.commit();
        return begin(step.downMs);
      case 'kill':
        run.kill();
        return begin(step.downMs);
      case 'journalOpensAgain':
        journal.openAgain(step.lost);
    }
  }

  async function frame(meters: number, ms: number): Promise<void> {
    journal.take(meters, clock.wall());
    await clock.pass(ms);
  }

  /** A database does not begin or cease to refuse something between two requests for the same batch. */
  function answered(): Promise<void> {
    return clock.skipUntil(() => !database.isBusy);
  }

  async function begin(downMs: number): Promise<void> {
    journal.killed();
    await clock.pass(downMs);
    run = start();
  }

  async function recover(): Promise<void> {
    await take({ kind: 'meets', encounters: [] });
    const { refuses } = database;
    await take({ kind: 'recovers' });
    if (refusesToTheEnd) database.refuses = refuses;
    await frame(METERS.length, 15 * MINUTE_MS);
    // What is written once an hour is due, and what was acknowledged before is no longer in doubt.
    clock.lag(HOUR_MS);
    const { end } = journal;
    for (let round = 0; round < 12; round += 1) await frame(METERS.length, 10_000);
    for (let round = 0; round < 2; round += 1) await frame(1, 10_000);
    await clock.pass(MINUTE_MS);
    run.check();
    if (journal.delivered < end) fault(`only ${journal.delivered} of ${end} count as delivered on disk`);
  }

  /** What must hold in the end. */
  function account(): void {
    const { status } = run.mirror;
    if (status.pending > 0) fault(`${status.pending} are pending in the end`);
    const refused = database.refuses.filter((measurement) => literal || measurement !== 'linky_tic').toSorted();
    const isTold = dialect === 'whole' || (dialect === 'named' && refused.length === 1);
    const told = (status.refusedMeasurements ?? []).map(({ measurement }) => measurement).toSorted();
    if (isTold ? `${told}` !== `${refused}` : !told.every((measurement) => refused.includes(measurement)))
      fault(`the database refuses ${refused}, and the status says ${told}`);
    if (status.state !== (told.length > 0 ? 'clash' : 'delivering')) fault(`the state is ${status.state} in the end`);
    const standing = troubles.standing.map(({ kind }) => kind);
    if (standing.length !== told.length || standing.some((trouble) => trouble !== 'refused'))
      fault(`${standing} stand`);
    const possible = new Set(journal.taken.flatMap((entry) => linesOf(entry).map(({ text }) => text)));
    for (const text of database.heard) if (!possible.has(text)) fault(`no Reading has this line: ${text}`);
    accountOfPoints();
  }

  /** A point that is only written on change stands for all Readings up to the next. */
  function accountOfPoints(): void {
    const points = database.settled;
    const newest = new Map<string, string>();
    for (const entry of journal.taken.toSorted((one, other) => one.atMs - other.atMs))
      for (const { text, measurement } of linesOf(entry)) {
        const { key, series, fields } = partsOf(text);
        const stored = points.get(key);
        if (stored !== undefined) newest.set(series, stored);
        const found = isInEachFrame({ measurement }) ? stored : newest.get(series);
        if (journal.positionOf(entry.atMs) >= 0 && found !== fields) fault(`not in the database: ${text}`);
      }
  }
}

/** Whether each Reading that has such a point writes it. */
function isInEachFrame({ measurement }: Pick<Line, 'measurement'>): boolean {
  return ['linky', 'linky_tic', 'linky_phase'].includes(measurement);
}
