import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startInflux } from '../testbed/databases/servers.ts';
import { temporaryStorage } from '../testbed/homebridge/homebridge.ts';
import { openPty } from '../testbed/meter/pty.ts';
import type { Version } from './compared-versions.ts';
import { countedIn, millions } from './counted.ts';
import { feedsOf, speaking } from './line.ts';
import { emptyHome, type Home, linkyHome, numberOf, withDatabase } from './paired-home.ts';
import { figure, type Table } from './table.ts';

const SECONDS = 120;
const QUICK_SECONDS = 30;

/**
 * How many instructions Homebridge executes with the plugin at one frame a second, next to the same Homebridge with an empty
 * plugin. Unlike times, they do not depend on what else runs on the machine.
 */
export async function instructionsTable(quick: boolean, versions: readonly Version[]): Promise<Table> {
  const seconds = quick ? QUICK_SECONDS : SECONDS;
  await using influx = await withDatabase(await startInflux());
  const empty = await countedHome(seconds, async (node) => {
    const home = await emptyHome(undefined, { node });
    await home.phone.subscribe(numberOf('Count'));
    return home;
  });
  const rows: Table['rows'][number][] = [['an empty plugin', figure(millions(empty), '', 2), '', '']];
  for (const { name, plugin, says, pieceBytes } of feedsOf(versions)) {
    await using pty = await openPty();
    await using _meter = speaking((piece) => pty.write(piece), pieceBytes);
    const counted = await countedHome(seconds, async (node) => {
      const meter = { name: 'Linky', port: pty.pluginSide, mode: 'standard' };
      const home = await linkyHome([meter], influx.url, {}, { node, plugin });
      await home.phone.subscribe(numberOf('Linky Power'), numberOf('Linky Current'));
      return home;
    });
    const above = millions(counted - empty);
    const row = `${name}, ${says}`;
    rows.push([row, figure(millions(counted), '', 2), figure(above, '', 2), figure(above / 10, '%', 2)]);
  }
  return {
    title: 'What Homebridge computes with the plugin, live',
    says: `A meter in standard mode, a frame a second through a pseudo-terminal; a HomeKit client subscribed to its two tiles, journal and InfluxDB on. Millions of instructions a second, counted by callgrind over ${seconds} s; of a core that does one in a nanosecond.`,
    header: ['Homebridge with', 'million a second', 'above empty', 'of a core'],
    rows,
  };
}

/** The instructions that a home executes in a second. */
async function countedHome(seconds: number, open: (node: string) => Promise<Home>): Promise<number> {
  await using folder = await temporaryStorage();
  const node = join(folder.path, 'node');
  // Without `await` the folder would be removed too early.
  return await countedIn(seconds, async (by) => {
    await writeFile(node, `#!/bin/sh\nexec ${by.join(' ')} "${process.execPath}" "$@"\n`, { mode: 0o755 });
    return open(node);
  });
}
