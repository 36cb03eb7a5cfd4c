import { setTimeout as delay } from 'node:timers/promises';
import { startInflux } from '../testbed/databases/servers.ts';
import { openPty } from '../testbed/meter/pty.ts';
import type { Version } from './compared-versions.ts';
import { feedsOf, speaking } from './line.ts';
import { emptyHome, linkyHome, numberOf, withDatabase } from './paired-home.ts';
import { loadOf } from './process-usage.ts';
import { type Cell, figure, type Table } from './table.ts';

const SETTLE_MS = 15_000;
/** Where little is allocated, V8 gives back the memory of loading after a hundred seconds, and more after another hundred. */
const SECONDS = 270;
const QUICK_SECONDS = 15;

/** What the plugin costs Homebridge at one frame a second, beside the same Homebridge with an empty plugin. */
export async function liveTable(quick: boolean, versions: readonly Version[]): Promise<Table> {
  const plans = feedsOf(versions);
  const seconds = quick ? QUICK_SECONDS : SECONDS;
  await using influx = await withDatabase(await startInflux());
  await using ptys = await Promise.all(plans.map(() => openPty())).then(owned);
  await using homes = await Promise.all([
    emptyHome(),
    ...plans.map(({ plugin }, at) => {
      const meter = { name: 'Linky', port: ptys.all[at]?.pluginSide, mode: 'standard' };
      return linkyHome([meter], influx.url, {}, { plugin });
    }),
  ]).then(owned);
  await using _meters = owned(
    plans.map(({ pieceBytes }, at) => speaking((piece) => ptys.all[at]?.write(piece), pieceBytes)),
  );
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
    says: `A meter in standard mode, a frame a second through a pseudo-terminal; a HomeKit client subscribed to its two tiles, InfluxDB up. ${seconds} s, all of them in the same ones. *Private* is what nobody shares with it and no file holds (Private_Dirty), in MB.`,
    header: [
      'Homebridge with',
      '% of a core',
      'above empty',
      `resident MB ${seconds} s before`,
      'above empty',
      'resident MB',
      'above empty',
      'private',
      'above empty',
    ],
    rows: loads.map(({ corePercent, residentMB, residentBeforeMB, privateMB }, at) => [
      nameOf(plans[at - 1]) ?? 'an empty plugin',
      ...beside(corePercent, base?.corePercent, at, 2),
      ...beside(residentBeforeMB, base?.residentBeforeMB, at, 1),
      ...beside(residentMB, base?.residentMB, at, 1),
      ...beside(privateMB, base?.privateMB, at, 1),
    ]),
  };
}

function beside(value: number, base: number | undefined, at: number, digits: number): readonly Cell[] {
  return [figure(value, '', digits), at === 0 ? '' : figure(value - (base ?? 0), '', digits)];
}

function nameOf(plan: ReturnType<typeof feedsOf>[number] | undefined): string | undefined {
  return plan && `${plan.name}, ${plan.says}`;
}

/** Several resources that are disposed of together. */
function owned<T extends AsyncDisposable>(all: readonly T[]): AsyncDisposable & { readonly all: readonly T[] } {
  return {
    all,
    async [Symbol.asyncDispose]() {
      for (const one of all) await one[Symbol.asyncDispose]();
    },
  };
}
