import { setTimeout as delay } from 'node:timers/promises';
import { openPty } from '../test/e2e/support/pty.ts';
import { startInflux } from '../test/e2e/support/servers.ts';
import { emptyHome, linkyHome, numberOf, withDatabase } from './home.ts';
import { PIECE_BYTES, speaking } from './line.ts';
import { type Cell, figure, type Table } from './table.ts';
import { loadOf } from './usage.ts';

const FRAME_BYTES = 1_024;
const SETTLE_MS = 15_000;
/** V8 gives back what loading took a hundred seconds after it, where little is allocated, and a second time as much later. */
const SECONDS = 270;
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
    header: [
      'Homebridge with',
      '% of a core',
      'above empty',
      `resident MB ${seconds} s before`,
      'above empty',
      'resident MB',
      'above empty',
    ],
    rows: loads.map(({ corePercent, residentMB, residentBeforeMB }, at) => [
      NAMES[at] ?? '',
      ...beside(corePercent, base?.corePercent, at, 2),
      ...beside(residentBeforeMB, base?.residentBeforeMB, at, 1),
      ...beside(residentMB, base?.residentMB, at, 1),
    ]),
  };
}

function beside(value: number, base: number | undefined, at: number, digits: number): readonly Cell[] {
  return [figure(value, '', digits), at === 0 ? '' : figure(value - (base ?? 0), '', digits)];
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
