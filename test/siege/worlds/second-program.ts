import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { thisMachine } from '../../../src/doctor/machine.ts';
import { runningPluginStatus } from '../../../src/doctor/running-plugin.ts';
import { openReadOnlyJournal } from '../../../src/journal/read-only-journal.ts';
import { JOURNAL_FILE } from '../../../src/settings.ts';
import { childClock } from '../../../testbed/child-clock/child-clock.ts';
import { startCli } from '../../../testbed/programs/cli.ts';
import type { Home } from '../home.ts';
import type { World, WorldScene } from '../world.ts';

/** The name of the second program's meter. */
const SECOND = 'second';
/** By the clock of the home. The second program tries to write every half minute. */
const DURATION_S = 75;
const IS_SHARED = /another program writes to it/;
/** The advice in the same line. */
const ADVICE = 'Stop it, or give linky-tic another folder (--storage).';

export const secondProgramWorlds: readonly World[] = [
  {
    name: 'a second program of ours writes to the same journal',
    home: 'crowded',
    async play(scene) {
      const { home, meters, missingOf, expect } = scene;
      const [before, fromLine] = [readingsByPosition(home), home.homebridge.log.length];
      await using program = startSecond(scene, await meters.open(SECOND, home.behaviour));
      await program.waitFor(IS_SHARED);
      await delay(DURATION_S * home.secondMs);
      expect
        .soft(await missingOf([SECOND]), 'frames that the second program has not brought into the database')
        .toEqual([]);
      const { stdout, stderr } = await program.stop();
      const said = `${stdout}${stderr}`.split('\n');
      expect.soft(said.filter((line) => IS_SHARED.test(line))).toEqual([expect.stringContaining(ADVICE)]);
      expect
        .soft(said, 'what it had in memory')
        .toContainEqual(expect.stringMatching(/[\d,]+ readings that could not be/));

      const ofHome = home.homebridge.log.slice(fromLine).filter((line) => IS_SHARED.test(line));
      expect.soft(ofHome, 'lines about it in the log of the home, which was first').toEqual([]);
      expectSamePositions(scene, before);
      // A busy plugin may not answer in time.
      const answers = async () =>
        (await runningPluginStatus(home.storage, thisMachine()))?.meters.map(({ slug }) => slug);
      await expect
        .poll(answers, { message: 'the meters in the answer of the status socket' })
        .toEqual([home.meter, ...home.others]);
    },
  },
];

function startSecond({ home, proxy, database }: WorldScene, port: string) {
  const target = ['--url', proxy.url, '--database', database.database];
  const meter = [port, '--name', SECOND, '--mode', 'historique'];
  const clock = childClock({ rate: 1_000 / home.secondMs });
  return startCli(['mirror', ...meter, ...target, '--storage', home.storage], { clock });
}

/** The meter and the time of each Reading in the journal, by position. */
type ReadingsByPosition = ReadonlyMap<number, { readonly meter: string; readonly atMs: number }>;

function readingsByPosition({ storage }: Home): ReadingsByPosition {
  using archive = openReadOnlyJournal(join(storage, JOURNAL_FILE));
  const entries = [...archive.entries(0)];
  return new Map(entries.map(({ position, meter, atMs }) => [position, { meter, atMs }]));
}

/** The journal has grown, each Reading has kept its position, and there is none of the second program. */
function expectSamePositions({ home, expect }: WorldScene, before: ReadingsByPosition): void {
  const after = readingsByPosition(home);
  expect.soft(after.size, 'readings in the journal').toBeGreaterThan(before.size);
  expect.soft(new Map([...after].slice(0, before.size)), 'the positions of readings').toEqual(before);
  const meters = new Set([...after.values()].map(({ meter }) => meter));
  expect.soft([...meters].toSorted(), 'meters in the journal').toEqual([home.meter, ...home.others].toSorted());
}
