/**
 * Measures what the plugin costs on this machine: `npm run bench -- [part…] [--quick] [--twice] [--beside DIR]`, where DIR
 * is a built checkout of another version to compare with. `watts` measures how wrong the active power is, `households` finds
 * the cheapest contract; `--house NAME` and, for `watts`, `--days NUMBER` choose what is simulated. docs/performance.md explains
 * the figures.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { missingServers } from '../testbed/databases/servers.ts';
import { missingBrowser } from '../testbed/homebridge/settings-in-browser.ts';
import { missingLoop } from '../testbed/loop-disk.ts';
import { missingPty } from '../testbed/meter/pty.ts';
import { missingMosquitto } from '../testbed/mqtt/mosquitto.ts';
import { replayTable } from './backlog.ts';
import { backlogHomeTable } from './backlog-home.ts';
import { burstTable } from './burst.ts';
import { type Version, versionsOf } from './compared-versions.ts';
import { contractTable } from './contract.ts';
import { watchStillness } from './core-pauses.ts';
import { missingValgrind } from './counted.ts';
import { databaseTable } from './database.ts';
import { daysTable } from './days.ts';
import { decoderTable } from './decoder.ts';
import { deviceTable } from './device.ts';
import { deviceDaysTable } from './device-days.ts';
import { energyPageTable } from './energy-page.ts';
import { householdsTable, householdsWinterTable } from './households.ts';
import { instructionsTable } from './instructions.ts';
import { latencyTable } from './latency.ts';
import { loadTable } from './load.ts';
import { metersCountedTable, metersTable } from './many-meters.ts';
import { memoryTable } from './memory.ts';
import { openTabTable } from './open-tab.ts';
import { liveTable } from './running-cost.ts';
import { settingsPageTable } from './settings-page.ts';
import { shareMemoryTable } from './share-memory.ts';
import { siegeTable } from './siege.ts';
import { startTable } from './start.ts';
import { stopTable } from './stop.ts';
import { printed, type Table } from './table.ts';
import { wattsRivalsTable, wattsStartTable, wattsTable } from './watts.ts';

/** For how long it is checked whether the machine has its cores. */
const LOOK_MS = 5_000;

type Part = (typeof ORDER)[number][number];
/** Measures this version, and another one where the part supports that. */
type Measure = (quick: boolean, versions: readonly Version[]) => Promise<Table>;

/**
 * The parts run one after the other. Those in one group run together, because what they measure does not depend on the
 * machine's speed.
 */
const ORDER = [
  ['decoder'],
  ['contract'],
  ['latency'],
  ['live'],
  ['instructions'],
  ['meters'],
  ['meters-counted'],
  ['memory', 'device'],
  ['share-memory'],
  ['load'],
  ['start'],
  ['stop'],
  ['replay'],
  ['home'],
  ['burst'],
  ['database'],
  ['device-days'],
  ['days'],
  ['page'],
  ['energy-page'],
  ['open-tab'],
  ['siege'],
  ['watts', 'watts-rivals'],
  ['watts-start'],
  ['households', 'households-winter'],
] as const;

const PARTS: { readonly [P in Part]: { measure: Measure; missing(): string | undefined } } = {
  decoder: { measure: decoderTable, missing: () => undefined },
  contract: { measure: async (quick) => contractTable(quick), missing: () => undefined },
  latency: { measure: latencyTable, missing: () => missingPty() ?? missingServer() },
  live: { measure: liveTable, missing: () => missingPty() ?? missingServer() },
  instructions: { measure: instructionsTable, missing: () => missingValgrind() ?? missingPty() ?? missingServer() },
  meters: { measure: metersTable, missing: missingServer },
  'meters-counted': { measure: metersCountedTable, missing: () => missingValgrind() ?? missingServer() },
  memory: { measure: memoryTable, missing: missingServer },
  'share-memory': { measure: shareMemoryTable, missing: missingMosquitto },
  device: { measure: deviceTable, missing: () => missingLoop() ?? missingServer() },
  'device-days': { measure: deviceDaysTable, missing: missingLoop },
  load: { measure: loadTable, missing: () => undefined },
  start: { measure: startTable, missing: missingPty },
  stop: { measure: stopTable, missing: missingPty },
  replay: { measure: replayTable, missing: missingServer },
  home: { measure: backlogHomeTable, missing: () => missingPty() ?? missingServer() },
  burst: { measure: burstTable, missing: missingServer },
  database: { measure: databaseTable, missing: missingServer },
  days: { measure: async (quick) => daysTable(quick), missing: () => undefined },
  page: { measure: settingsPageTable, missing: missingBrowser },
  'energy-page': { measure: energyPageTable, missing: missingBrowser },
  'open-tab': { measure: openTabTable, missing: missingBrowser },
  siege: { measure: siegeTable, missing: missingServer },
  watts: { measure: (quick) => wattsTable({ quick, ...simulated() }), missing: () => undefined },
  'watts-rivals': { measure: (quick) => wattsRivalsTable({ quick, ...simulated() }), missing: () => undefined },
  'watts-start': { measure: (quick) => wattsStartTable({ quick, ...simulated() }), missing: () => undefined },
  households: { measure: async () => householdsTable(values.house), missing: () => undefined },
  'households-winter': { measure: async () => householdsWinterTable(values.house), missing: () => undefined },
};

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    twice: { type: 'boolean', default: false },
    beside: { type: 'string' },
    house: { type: 'string' },
    days: { type: 'string' },
  },
  allowPositionals: true,
});
const unknown = positionals.filter((part) => !(part in PARTS));
if (unknown.length > 0) throw new Error(`There is no ${unknown}; there are ${Object.keys(PARTS)}`);

const versions = versionsOf(values.beside);

console.log(machine());
console.log(await steadiness());
const runs = [];
for (let run = 0; run < (values.twice ? 2 : 1); run += 1) runs.push(await measured());
if (values.twice) console.log('## Both runs');
for (const part of values.twice ? ORDER.flat() : []) {
  const [one, ...others] = runs.flatMap((run) => run.get(part) ?? []);
  if (one) console.log(`\n${printed([one, ...others])}`);
}

/** The requested parts, or all of them. */
async function measured(): Promise<ReadonlyMap<Part, Table>> {
  const found = new Map<Part, Table>();
  for (const together of ORDER) {
    const wanted = together.filter((part) => isWanted(part));
    const tables = await Promise.all(wanted.map((part) => PARTS[part].measure(values.quick, versions)));
    for (const [at, part] of wanted.entries()) {
      const table = tables[at];
      if (!table) continue;
      console.log(`\n${printed([table])}\n`);
      found.set(part, table);
    }
  }
  return found;
}

/** Which of the simulated houses are wanted, and for how many days. */
function simulated(): { house: string | undefined; days: number | undefined } {
  const days = values.days === undefined ? undefined : Number(values.days);
  if (days !== undefined && !(days >= 2))
    throw new Error('--days takes a number from 2 on: the first day is for learning');
  return { house: values.house, days };
}

function isWanted(part: Part): boolean {
  if (positionals.length > 0 && !positionals.includes(part)) return false;
  const missing = PARTS[part].missing();
  console.log(`${part}: ${missing === undefined ? `load ${loadavg()[0]?.toFixed(2)}` : `left out: ${missing}`}`);
  return missing === undefined;
}

function missingServer(): string | undefined {
  const missing = missingServers();
  return missing.length > 0 ? missing.join(', ') : undefined;
}

/** A warning when the machine stands still now and then: times then measure the machine rather than the plugin. */
async function steadiness(): Promise<string> {
  await using stillness = await watchStillness();
  const fromMs = performance.now();
  await delay(LOOK_MS);
  const toMs = performance.now();
  await stillness.told();
  return `It stands still ${((stillness.within(fromMs, toMs) / (toMs - fromMs)) * 100).toFixed(0)} % of the time\n`;
}

/** The machine and the versions, on which the figures depend. */
function machine(): string {
  const { node, v8 } = process.versions;
  const versionOf = (name: string) =>
    JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
  const influx = spawnSync('influxd', ['version'], { encoding: 'utf8' }).stdout?.trim() || 'no InfluxDB';
  return [
    `${cpus().length} × ${cpus()[0]?.model.trim()}, ${process.arch}, Linux ${release()}, Node ${node}, V8 ${v8}`,
    `Homebridge ${versionOf('homebridge')}, HAP-NodeJS ${versionOf('@homebridge/hap-nodejs')}, ${influx}`,
  ].join('\n');
}
