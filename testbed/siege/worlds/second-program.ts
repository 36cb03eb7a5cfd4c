import { join } from 'node:path';
import { JOURNAL_FILE } from '../../../src/base/plugin-names.ts';
import { thisMachine } from '../../../src/doctor/machine.ts';
import { runningPluginStatus } from '../../../src/doctor/running-plugin.ts';
import { openReadOnlyJournal } from '../../../src/journal/read-only-journal.ts';
import { childClock, QUICKLY } from '../../child-clock/child-clock.ts';
import { startCli } from '../../programs/cli.ts';
import type { Home } from '../home.ts';
import { type Meter, startMeter } from '../meter.ts';
import { unless, type World } from '../world.ts';

/** By its clock. The second program tries to write every half minute. */
const DURATION_FRAMES = 75;
const IS_SHARED = /another program writes to it/;
/** The advice in the same line. */
const ADVICE = 'Stop it, or give linky-tic another folder (--storage).';

export const secondProgramWorlds: readonly World[] = [
  {
    name: 'a second program of ours writes to the same journal',
    home: 'crowded',
    async play(home) {
      const before = readingsByPosition(home);
      await using meter = await startMeter('second');
      await using program = startSecond(home, meter);
      await program.waitFor(IS_SHARED);
      const last = meter.sent + DURATION_FRAMES;
      await home.until('the second program goes on', () => meter.sent >= last);
      await home.delivered(last, meter);
      const { stdout, stderr } = await program.stop();
      const said = `${stdout}${stderr}`.split('\n');
      const ofSharing = said.filter((line) => IS_SHARED.test(line));
      await home.until('the status socket is that of the home', async () => {
        const status = await runningPluginStatus(home.storage, thisMachine());
        const meters = [home.meter, ...home.others].map(({ name }) => name);
        return status?.meters.map(({ slug }) => slug).join() === meters.join();
      });
      return [
        ...unless(
          ofSharing.length === 1 && ofSharing[0]?.includes(ADVICE) === true,
          `the second program said of the journal: ${ofSharing.join(' and ')}`,
        ),
        ...unless(
          said.some((line) => /[\d,]+ readings that could not be/.test(line)),
          'the second program has not said what it had in memory',
        ),
        ...problemsOfPositions(home, before),
      ];
    },
  },
];

function startSecond({ homebridge, proxy, database, storage }: Home, meter: Meter) {
  const target = ['--url', proxy.url, '--database', database.name];
  return startCli(
    ['mirror', meter.port, '--name', meter.name, '--mode', 'historique', ...target, '--storage', storage],
    {
      clock: childClock({ isSteered: true, waitsForRequests: true, aheadMs: homebridge.clock.aheadMs }),
      pace: { ...QUICKLY, before: () => meter.pass(QUICKLY.stepMs) },
    },
  );
}

/** The meter and the time of each Reading in the journal, by position. */
type ReadingsByPosition = ReadonlyMap<number, string>;

function readingsByPosition({ storage }: Home): ReadingsByPosition {
  using journal = openReadOnlyJournal(join(storage, JOURNAL_FILE));
  return new Map([...journal.entries(0)].map(({ position, meter, atMs }) => [position, `${meter} ${atMs}`]));
}

/** The journal has grown, each Reading has kept its position, and there is none of the second program. */
function problemsOfPositions(home: Home, before: ReadingsByPosition): readonly string[] {
  const after = readingsByPosition(home);
  const moved = [...before].filter(([position, reading]) => after.get(position) !== reading);
  const foreign = [...after.values()].filter((reading) => !reading.startsWith(home.name));
  return [
    ...unless(after.size > before.size, 'the journal has not grown'),
    ...unless(moved.length === 0, `${moved.length} readings have lost their position in the journal`),
    ...unless(foreign.length === 0, `the journal has readings of the second program: ${foreign.slice(0, 3)}`),
  ];
}
