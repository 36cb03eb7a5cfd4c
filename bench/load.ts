import { installEmulatedNode, missingEmulator } from '../testbed/arm64/emulated-node.ts';
import { watchLoadedFiles } from '../testbed/programs/loaded-files.ts';
import { entriesOf, type PackageEntries, runEntry } from '../testbed/programs/package-entries.ts';
import type { Version } from './compared-versions.ts';
import { countedWhole, millions, missingValgrind } from './counted.ts';
import { quantile } from './process-usage.ts';
import { type Cell, figure, type Table } from './table.ts';

const ROUNDS = 9;
const EMULATED_ROUNDS = 3;

const ENTRIES: readonly (readonly [keyof PackageEntries, string])[] = [
  ['plugin', 'the plugin'],
  ['pluginWithSerialPort', 'the plugin and serialport'],
  ['pageServer', 'the page’s server'],
  ['help', 'linky-tic --help'],
];

/** What each entry of the package takes to load in a fresh process: files, processor time, instructions; and in an emulator. */
export async function loadTable(quick: boolean, versions: readonly Version[]): Promise<Table> {
  const bare: Program = { name: 'a bare node -e 0', args: ['-e', '0'] };
  const programs = [bare, ...versions.flatMap(programsOf)];
  const native = await processorTimes(programs, process.execPath, quick ? 1 : ROUNDS);
  const emulated =
    missingEmulator() === undefined
      ? await processorTimes(programs, await installEmulatedNode(), quick ? 1 : EMULATED_ROUNDS)
      : undefined;
  const counted = missingValgrind() === undefined ? await instructions(programs) : undefined;
  const rows = [];
  for (const program of programs) {
    const above = (all: ReadonlyMap<Program, number> | undefined) =>
      program === bare ? all?.get(program) : difference(all?.get(program), all?.get(bare));
    const [nativeMs, emulatedMs, count] = [above(native), above(emulated), above(counted)];
    const ratio = nativeMs === undefined || emulatedMs === undefined ? undefined : emulatedMs / nativeMs;
    const files = await filesOf(program);
    rows.push([program.name, figure(files), cell(nativeMs), cell(count), cell(emulatedMs), cell(ratio, '×', 1)]);
  }
  return {
    title: 'Loading',
    says: `Each in a fresh process, above a bare \`node -e 0\`, whose own figures are in the first row: the files that Node loads as modules, its own apart; the processor time in ms, user and system, the median of ${quick ? 1 : ROUNDS}; the instructions in millions, counted by callgrind; and the processor time of a Node.js for arm64 in an emulator on the same machine, also as a ratio. That ratio is the emulator’s: it is not how much slower a Raspberry Pi is.`,
    header: ['loaded', 'files', 'processor ms', 'million instructions', 'emulated arm64 ms', 'emulated to native'],
    rows,
  };
}

interface Program {
  readonly name: string;
  /** The arguments of Node. */
  readonly args: readonly string[];
}

function programsOf({ name, plugin }: Version): readonly Program[] {
  const entries = entriesOf(plugin);
  return ENTRIES.map(([entry, says]) => ({ name: `${name}: ${says}`, args: entries[entry] }));
}

async function filesOf({ args }: Program): Promise<number> {
  const loaded = watchLoadedFiles();
  await runEntry([process.execPath, ...args], loaded.env);
  return loaded.soFar().length;
}

/** The median of the processor time of each program, in ms, on this Node. The programs take turns. */
async function processorTimes(programs: readonly Program[], node: string, rounds: number) {
  const tookMs = new Map(programs.map((program) => [program, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const program of programs) tookMs.get(program)?.push(await processorMs([node, ...program.args]));
  }
  return new Map([...tookMs].map(([program, all]) => [program, quantile(all, 0.5)]));
}

/** The processor time of a command, user and system, with all its threads. */
async function processorMs(command: readonly string[]): Promise<number> {
  const said = await runEntry(['bash', '-c', 'TIMEFORMAT="%3U %3S"; time "$@"', 'bash', ...command]);
  const [, user, system] = /^(\d+\.\d+) (\d+\.\d+)$/m.exec(said) ?? [];
  return (Number(user) + Number(system)) * 1_000;
}

async function instructions(programs: readonly Program[]) {
  const counted = new Map<Program, number>();
  for (const program of programs) {
    const count = await countedWhole((by) => runEntry([...by, process.execPath, ...program.args]));
    counted.set(program, millions(count));
  }
  return counted;
}

function difference(value: number | undefined, base: number | undefined): number | undefined {
  return value === undefined || base === undefined ? undefined : value - base;
}

function cell(value: number | undefined, unit = '', decimals = 0): Cell {
  return value === undefined ? '' : figure(value, unit, decimals);
}
