import { setTimeout as delay } from 'node:timers/promises';
import { openPty } from '../test/e2e/support/pty.ts';
import { startInflux } from '../test/e2e/support/servers.ts';
import { emptyHome, linkyHome, numberOf, withDatabase } from './home.ts';
import { PIECE_BYTES, speaking } from './line.ts';
import { figure, type Table } from './table.ts';
import { loadOf } from './usage.ts';

const FRAME_BYTES = 1_024;
const SETTLE_MS = 15_000;
const SECONDS = 60;
const QUICK_SECONDS = 15;

/** What the plugin costs Homebridge at one frame a second, beside the same Homebridge with an empty plugin. */
export async function liveTable(quick: boolean): Promise<Table> {
  const seconds = quick ? QUICK_SECONDS : SECONDS;
  await using influx = await withDatabase(await startInflux());
  await using ptys = await Promise.all([openPty(), openPty()]).then(owned);
  await using homes = await Promise.all([
    emptyHome(),
    ...ptys.all.map((pty) => linkyHome([{ name: 'Linky', port: pty.pluginSide, mode: 'standard' }], influx.url)),
  ]).then(owned);
  await using _meters = owned(ptys.all.map((pty, at) => speaking((piece) => pty.write(piece), PIECES[at] ?? 0)));
  const [empty, ...plugins] = homes.all;
  await empty?.phone.subscribe(numberOf('Count'));
  for (const { phone } of plugins) await phone.subscribe(numberOf('Linky Power'), numberOf('Linky Current'));
  await delay(quick ? 0 : SETTLE_MS);
  const loads = await loadOf(
    homes.all.map(({ pid }) => pid),
    seconds,
  );
  const [base] = loads;
  return {
    title: 'Homebridge with the plugin, live',
    says: `A meter in standard mode, a frame a second through a pseudo-terminal; a HomeKit client subscribed to its two tiles, InfluxDB up. ${seconds} s, all of them in the same ones.`,
    header: ['Homebridge with', '% of a core', 'above empty', 'resident MB', 'above empty', `${seconds} s before`],
    rows: loads.map(({ corePercent, residentMB, residentBeforeMB }, at) => [
      NAMES[at] ?? '',
      figure(corePercent, '', 2),
      at === 0 ? '' : figure(corePercent - (base?.corePercent ?? 0), '', 2),
      figure(residentMB, '', 1),
      at === 0 ? '' : figure(residentMB - (base?.residentMB ?? 0), '', 1),
      figure(residentBeforeMB, '', 1),
    ]),
  };
}

const PIECES = [FRAME_BYTES, PIECE_BYTES];
const NAMES = ['an empty plugin', 'Linky TIC, frames in one piece', `Linky TIC, in pieces of ${PIECE_BYTES} bytes`];

/** Several things with one scope. */
function owned<T extends AsyncDisposable>(all: readonly T[]): AsyncDisposable & { readonly all: readonly T[] } {
  return {
    all,
    async [Symbol.asyncDispose]() {
      for (const one of all) await one[Symbol.asyncDispose]();
    },
  };
}
