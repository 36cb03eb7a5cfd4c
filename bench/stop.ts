import { setTimeout as delay } from 'node:timers/promises';
import { startScriptedServer } from '../testbed/databases/scripted-server.ts';
import { openPty } from '../testbed/meter/pty.ts';
import type { Version } from './compared-versions.ts';
import { watchStillness } from './core-pauses.ts';
import { PIECE_BYTES, speaking } from './line.ts';
import { emptyHome, type Home, linkyHome } from './paired-home.ts';
import { quantile } from './process-usage.ts';
import { figure, type Table } from './table.ts';

const ROUNDS = 10;
const QUICK_ROUNDS = 2;
const LOOK_EVERY_MS = 50;

/** The time from SIGTERM to the end of Homebridge, compared with the same Homebridge with the empty plugin. */
export async function stopTable(quick: boolean, versions: readonly Version[]): Promise<Table> {
  const rounds = quick ? QUICK_ROUNDS : ROUNDS;
  await using pty = await openPty();
  await using _meter = speaking((piece) => pty.write(piece), PIECE_BYTES);
  await using well = await startScriptedServer(() => ({ status: 204 }));
  await using hanging = await startScriptedServer(() => 'hang');
  const meters = [{ name: 'Linky', port: pty.pluginSide, mode: 'standard' }];
  const asked = async ({ requests }: typeof well) => {
    for (const before = requests.length; requests.length === before; ) await delay(LOOK_EVERY_MS);
  };
  const cases = [
    { name: 'an empty plugin', open: () => emptyHome(), isReady: async () => {} },
    ...versions.flatMap(({ name, plugin }) => [
      {
        name: `${name}, in the middle of the frames`,
        open: () => linkyHome(meters, well.url, {}, { plugin }),
        isReady: () => asked(well),
      },
      {
        name: `${name}, while InfluxDB accepts and never answers`,
        open: () => linkyHome(meters, hanging.url, {}, { plugin }),
        isReady: () => asked(hanging),
      },
    ]),
  ];

  await using stillness = await watchStillness();
  const stops = new Map<string, Stop[]>(cases.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, open, isReady } of cases) {
      await using home = await open();
      await isReady();
      // The moments are spread over a second.
      await delay((round * 1_000) / rounds);
      stops.get(name)?.push(await stopped(home));
    }
  }
  await stillness.told();

  const awakeMs = ({ fromMs, toMs }: Stop) => toMs - fromMs - stillness.within(fromMs, toMs);
  const [base] = [...stops.values()].map((all) => quantile(all.map(awakeMs), 0.5));
  return {
    title: 'Stop',
    says: `From SIGTERM to the end of Homebridge, in seconds, without the time that the machine stood still: the median of ${rounds}, the longest, and the median beside that of the empty plugin. The meter speaks in standard mode at the line's own speed, a frame a second, and a HomeKit client is connected.`,
    header: ['Homebridge with', 'median', 'longest', 'beside empty'],
    rows: [...stops].map(([name, all]) => {
      const took = all.map(awakeMs);
      const median = quantile(took, 0.5);
      const seconds = (ms: number) => figure(ms / 1_000, '', 2);
      return [name, seconds(median), seconds(Math.max(...took)), figure(median / (base ?? Number.NaN), '×', 1)];
    }),
  };
}

interface Stop {
  readonly fromMs: number;
  readonly toMs: number;
}

/** @throws when Homebridge had to be killed */
async function stopped({ homebridge }: Home): Promise<Stop> {
  const fromMs = performance.now();
  const { code } = await homebridge.stop();
  if (code !== 0) throw new Error(`Homebridge ended with ${code}`);
  return { fromMs, toMs: performance.now() };
}
