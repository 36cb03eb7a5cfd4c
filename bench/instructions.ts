import { execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isInstalled } from '../test/e2e/support/daemon.ts';
import { temporaryStorage } from '../test/e2e/support/homebridge.ts';
import { openPty } from '../test/e2e/support/pty.ts';
import { startInflux } from '../test/e2e/support/servers.ts';
import { emptyHome, type Home, linkyHome, numberOf, withDatabase } from './home.ts';
import { PIECE_BYTES, speaking } from './line.ts';
import { figure, type Table } from './table.ts';

const FRAME_BYTES = 1_024;
/** Valgrind takes tens of times as long: until Homebridge has done what it does once. */
const SETTLE_MS = 60_000;
const SECONDS = 120;
const QUICK_SECONDS = 30;
const MILLION = 1e6;

/** Why it cannot be told here. */
export function missingValgrind(): string | undefined {
  return isInstalled('valgrind') ? undefined : 'install Debian\'s package "valgrind"';
}

/**
 * What the plugin has Homebridge compute at one frame a second, beside the same Homebridge with an empty plugin: in
 * instructions, which are the same however much of the machine others have.
 */
export async function instructionsTable(quick: boolean): Promise<Table> {
  const seconds = quick ? QUICK_SECONDS : SECONDS;
  await using influx = await withDatabase(await startInflux());
  const empty = await countedIn(seconds, async (node) => {
    const home = await emptyHome(undefined, { node });
    await home.phone.subscribe(numberOf('Count'));
    return home;
  });
  const rows: Table['rows'][number][] = [['an empty plugin', figure(empty / MILLION, '', 2), '', '']];
  for (const [name, bytes] of FEEDS) {
    await using pty = await openPty();
    await using _meter = speaking((piece) => pty.write(piece), bytes);
    const counted = await countedIn(seconds, async (node) => {
      const meter = { name: 'Linky', port: pty.pluginSide, mode: 'standard' };
      const home = await linkyHome([meter], influx.url, {}, { node });
      await home.phone.subscribe(numberOf('Linky Power'), numberOf('Linky Current'));
      return home;
    });
    const above = (counted - empty) / MILLION;
    rows.push([name, figure(counted / MILLION, '', 2), figure(above, '', 2), figure(above / 10, '%', 2)]);
  }
  return {
    title: 'What Homebridge computes with the plugin, live',
    says: `A meter in standard mode, a frame a second through a pseudo-terminal; a HomeKit client subscribed to its two tiles, journal and InfluxDB on. Millions of instructions a second, counted by callgrind over ${seconds} s; of a core that does one in a nanosecond.`,
    header: ['Homebridge with', 'million a second', 'above empty', 'of a core'],
    rows,
  };
}

const FEEDS = [
  ['Linky TIC, frames in one piece', FRAME_BYTES],
  [`Linky TIC, in pieces of ${PIECE_BYTES} bytes`, PIECE_BYTES],
] as const;

/** Instructions a second of a home that runs in valgrind. */
async function countedIn(seconds: number, open: (node: string) => Promise<Home>): Promise<number> {
  await using folder = await temporaryStorage();
  const node = join(folder.path, 'node');
  const command = `valgrind --tool=callgrind --smc-check=all-non-file --instr-atstart=no --callgrind-out-file=${folder.path}/counted.%p`;
  await writeFile(node, `#!/bin/sh\nexec ${command} "${process.execPath}" "$@"\n`, { mode: 0o755 });
  await using home = await open(node);
  await delay(SETTLE_MS);
  tell(home, '--instr=on');
  const startedMs = performance.now();
  await delay(seconds * 1_000);
  const tookMs = performance.now() - startedMs;
  tell(home, '--dump');
  return ((await totalIn(folder.path)) / tookMs) * 1_000;
}

function tell({ pid }: Home, what: string): void {
  execFileSync('callgrind_control', [what, String(pid)], { stdio: 'ignore' });
}

/** @throws when nothing was counted */
async function totalIn(folder: string): Promise<number> {
  const files = (await readdir(folder)).filter((name) => name.startsWith('counted.'));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  const totals = texts.map((text) => Number(/^(?:totals|summary): (\d+)/m.exec(text)?.[1] ?? 0));
  const total = Math.max(0, ...totals);
  if (total === 0) throw new Error('Valgrind has counted nothing');
  return total;
}
