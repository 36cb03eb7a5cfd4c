import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { JOURNAL_FILE } from '../src/base/plugin-names.ts';
import { type Homebridge, startHomebridge, temporaryStorage } from '../testbed/homebridge/homebridge.ts';
import { type Phone, phoneOf } from '../testbed/homebridge/phone.ts';
import { openPty } from '../testbed/meter/pty.ts';
import { watchLoadedFiles } from '../testbed/programs/loaded-files.ts';
import { pluginBlock } from '../testbed/support/plugin-block.ts';
import type { Version } from './compared-versions.ts';
import { watchStillness } from './core-pauses.ts';
import { PIECE_BYTES, speaking } from './line.ts';
import { EMPTY, EMPTY_BLOCK } from './paired-home.ts';
import { pidIn, quantile, usageOf } from './process-usage.ts';
import { type Cell, figure, type Table } from './table.ts';

const ROUNDS = 5;
const LONGEST_MS = 30_000;
const ASK_EVERY_MS = 10;
const FRAME_MS = 1_000;

/** What it takes from the launch of Homebridge to the first value at a client that is already paired. */
export async function startTable(quick: boolean, versions: readonly Version[]): Promise<Table> {
  const rounds = quick ? 1 : ROUNDS;
  await using pty = await openPty();
  await using _meter = speaking((piece) => pty.write(piece), PIECE_BYTES);
  const spokeFromMs = performance.now();
  await using homes = new AsyncDisposableStack();
  const empty = homes.use(await knownHome({ plugin: EMPTY, block: () => EMPTY_BLOCK, tile: 'Count' }));
  const starts: Start[] = [{ name: 'an empty plugin', home: empty, mode: '', forget: false }];
  for (const { name, plugin } of versions) {
    const block = (mode: string) => pluginBlock({ meters: [{ name: 'Linky', port: pty.pluginSide, mode }] });
    const says = 'answers, in standard mode';
    const home = homes.use(await knownHome({ plugin, block, tile: 'Linky Power', says }));
    starts.push(...CASES.map((one) => ({ ...one, name: `${name}, ${one.name}`, home })));
  }

  await using stillness = await watchStillness();
  const launches = new Map(starts.map((start) => [start, [] as Launch[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const start of starts) {
      // Each start is at another moment within the meter's second, but the same one for all.
      const phaseMs = (performance.now() - spokeFromMs) % FRAME_MS;
      await delay(((round * FRAME_MS) / rounds - phaseMs + FRAME_MS) % FRAME_MS);
      launches.get(start)?.push(await launched(start));
    }
  }
  await stillness.told();
  const files = new Map<Start, Files>();
  for (const start of starts) files.set(start, await filesOf(start));

  const rows = starts.map((start): readonly Cell[] => {
    const [all, base] = [start, starts[0]].map((one) => (one && launches.get(one)) ?? []);
    const awake = (of: (launch: Launch) => Moment) =>
      medianOf(all, (one) => of(one).atMs - one.startedMs - stillness.within(one.startedMs, of(one).atMs));
    const used = (of: (launch: Launch) => Moment) => medianOf(all, (one) => of(one).processorMs);
    const above = (of: (launch: Launch) => Moment) =>
      start === starts[0] ? '' : seconds(used(of) - medianOf(base, (one) => of(one).processorMs));
    const more = (of: (files: Files) => number) => figure(loadedIn(files, start, of) - loadedIn(files, starts[0], of));
    return [
      start.name,
      ...[seconds(awake(isUp)), seconds(awake(hasValue))],
      ...[seconds(used(isUp)), above(isUp), seconds(used(hasValue)), above(hasValue)],
      ...(start === starts[0] ? ['', ''] : [more((all) => all.main), more((all) => all.others)]),
    ];
  });
  return {
    title: 'Start',
    says: `From the launch of Homebridge, in seconds without the time that the machine stood still: until its bridge is up, and until a client that was paired before reads the power; the processor seconds of its process until then; the median of ${rounds}. And how many files Node has loaded by then, on the main thread and on others, above those with the empty plugin. The meter speaks in standard mode at the line's own speed, a frame a second.`,
    header: [
      'Homebridge with',
      'bridge up',
      'first value',
      'processor, bridge up',
      'above empty',
      'processor, first value',
      'above empty',
      'files above empty',
      'on other threads',
    ],
    rows,
  };
}

const CASES = [
  { name: 'standard, as configured', mode: 'standard', forget: false },
  { name: 'auto, as the journal has it', mode: 'auto', forget: false },
  { name: 'auto, for the first time', mode: 'auto', forget: true },
] as const;

/** A way to start a home. */
interface Start {
  readonly name: string;
  readonly home: KnownHome;
  readonly mode: string;
  /** Whether the journal of the last run is gone. */
  readonly forget: boolean;
}

interface HomePlan {
  readonly plugin: string;
  /** The plugin's block in `platforms`, for a mode of the line. */
  block(mode: string): object;
  /** The tile that shows a number. */
  readonly tile: string;
  /** What the log says once the tile has its number; nothing if it has it from the beginning. */
  readonly says?: string;
}

/** A home that ran before, and whose phone is paired. */
interface KnownHome extends HomePlan, AsyncDisposable {
  readonly storage: string;
  readonly phone: Phone;
}

async function knownHome(plan: HomePlan): Promise<KnownHome> {
  await using scope = new AsyncDisposableStack();
  const { path: storage } = scope.use(await temporaryStorage());
  await using first = await startHomebridge({ config: plan.block('standard'), plugin: plan.plugin, storage });
  const phone = scope.use(phoneOf(first.bridge));
  await first.stop();
  const owned = scope.move();
  return { ...plan, storage, phone, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** A moment of a launch, and the processor time of Homebridge until then. */
interface Moment {
  readonly atMs: number;
  readonly processorMs: number;
}

interface Launch {
  readonly startedMs: number;
  readonly up: Moment;
  readonly value: Moment;
}

const isUp = ({ up }: Launch) => up;
const hasValue = ({ value }: Launch) => value;

async function launched({ home, mode, forget }: Start, env: NodeJS.ProcessEnv = {}): Promise<Launch> {
  const { storage, plugin } = home;
  if (forget) await rm(join(storage, JOURNAL_FILE), { force: true });
  const startedMs = performance.now();
  await using homebridge = await startHomebridge({ config: home.block(mode), plugin, storage, env });
  const pid = pidIn(storage);
  const now = (): Moment => ({ atMs: performance.now(), processorMs: usageOf(pid).processorMs });
  const up = now();
  await firstValue(home, homebridge);
  const value = now();
  await homebridge.stop();
  return { startedMs, up, value };
}

async function firstValue({ phone, tile, says }: KnownHome, homebridge: Homebridge): Promise<void> {
  // To ask before that would take processor time of Homebridge.
  if (says !== undefined) await homebridge.waitForLog(says);
  for (const endMs = performance.now() + LONGEST_MS; performance.now() < endMs; await delay(ASK_EVERY_MS)) {
    const answer = await phone.read(tile, 'CurrentAmbientLightLevel').catch(() => undefined);
    if (answer && 'value' in answer) return;
  }
  throw new Error(`No value within ${LONGEST_MS} ms`);
}

/** How many files Node has loaded until the first value. */
interface Files {
  readonly main: number;
  readonly others: number;
}

async function filesOf(start: Start): Promise<Files> {
  const loaded = watchLoadedFiles();
  await launched(start, loaded.env);
  const all = loaded.soFar();
  const main = all.filter(({ thread }) => thread === 0).length;
  return { main, others: all.length - main };
}

function loadedIn(files: ReadonlyMap<Start, Files>, start: Start | undefined, of: (files: Files) => number): number {
  const found = start && files.get(start);
  return found ? of(found) : Number.NaN;
}

function medianOf(launches: readonly Launch[] | undefined, of: (launch: Launch) => number): number {
  return quantile((launches ?? []).map(of), 0.5);
}

function seconds(ms: number): Cell {
  return figure(ms / 1_000, '', 2);
}
