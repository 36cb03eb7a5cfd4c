import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runningPluginStatus } from '../../../src/doctor/homebridge-storage.ts';
import { thisMachine } from '../../../src/doctor/machine.ts';
import { openReadOnlyJournal } from '../../../src/journal/read-only-journal.ts';
import { JOURNAL_FILE } from '../../../src/settings.ts';
import { childClock } from '../../../testbed/child-clock/child-clock.ts';
import { startCli } from '../../../testbed/programs/cli.ts';
import type { Home } from '../home.ts';
import type { World, WorldScene } from '../world.ts';

/** The name of its meter. */
const SECOND = 'second';
/** By the clock of the home. The second program tries to write every half a minute. */
const GOES_ON_S = 75;
const IS_SHARED = /another program writes to it/;
/** What is to be done about it. */
const INSTEAD = 'Stop it, or give linky-tic another folder (--storage).';

export const secondProgramWorlds: readonly World[] = [
  {
    name: 'a second program of ours writes to the same journal',
    home: 'crowded',
    async play(scene) {
      const { home, meters, missingOf, expect } = scene;
      const [before, fromLine] = [placesIn(home), home.homebridge.log.length];
      await using program = startSecond(scene, await meters.open(SECOND, home.manner));
      await program.waitFor(IS_SHARED);
      await delay(GOES_ON_S * home.secondMs);
      expect
        .soft(await missingOf(SECOND), 'frames that the second program has not brought into the database')
        .toEqual([]);
      const { stdout, stderr } = await program.stop();
      const said = `${stdout}${stderr}`.split('\n');
      expect.soft(said.filter((line) => IS_SHARED.test(line))).toEqual([expect.stringContaining(INSTEAD)]);
      expect
        .soft(said, 'what it had in memory')
        .toContainEqual(expect.stringMatching(/\d+ readings that could not be/));

      const ofHome = home.homebridge.log.slice(fromLine).filter((line) => IS_SHARED.test(line));
      expect.soft(ofHome, 'what the home, which was first, says of the second one').toEqual([]);
      expectSamePlaces(scene, before);
      const answers = (await runningPluginStatus(home.storage, thisMachine()))?.meters.map(({ slug }) => slug);
      expect.soft(answers, 'the meters of who tells how things are').toEqual([home.meter, ...home.others]);
    },
  },
];

function startSecond({ home, way, database }: WorldScene, port: string) {
  const target = ['--url', `http://127.0.0.1:${way.port}`, '--database', database.database];
  const meter = [port, '--name', SECOND, '--mode', 'historique'];
  const clock = childClock({ rate: 1_000 / home.secondMs });
  return startCli(['mirror', ...meter, ...target, '--storage', home.storage], { clock });
}

/** By position in the journal: whose reading stands there, and of when it is. */
type Places = ReadonlyMap<number, { readonly meter: string; readonly atMs: number }>;

function placesIn({ storage }: Home): Places {
  using archive = openReadOnlyJournal(join(storage, JOURNAL_FILE));
  const entries = [...archive.entries(0)];
  return new Map(entries.map(({ position, meter, atMs }) => [position, { meter, atMs }]));
}

/** The journal has gone on, each reading stands where it stood, and none of the second program's is there. */
function expectSamePlaces({ home, expect }: WorldScene, before: Places): void {
  const after = placesIn(home);
  expect.soft(after.size, 'readings in the journal').toBeGreaterThan(before.size);
  expect.soft(new Map([...after].slice(0, before.size)), 'where readings stand').toEqual(before);
  const meters = new Set([...after.values()].map(({ meter }) => meter));
  expect.soft([...meters].toSorted(), 'meters in the journal').toEqual([home.meter, ...home.others].toSorted());
}
