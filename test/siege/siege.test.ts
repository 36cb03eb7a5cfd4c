import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { missingServers } from '../../testbed/databases/servers.ts';
import { HOMES, type HomeName } from './home.ts';
import { tableOf } from './outcome-table.ts';
import { playWorld, type WorldOutcome } from './play-world.ts';
import { type Siege, startSiege } from './start-siege.ts';
import { WORLDS } from './worlds.ts';

const missing = process.env['CI'] ? [] : missingServers();
const outcomes: WorldOutcome[] = [];
let siege: Siege;
/** Homebridge kills itself much sooner, unless its event loop is blocked. */
const ENDS_WITHIN_MS = 240_000;
/** All tests start at once, and each waits until its home is free. */
const AT_ONCE = { concurrent: true };

describe.skipIf(missing.length > 0)(['the home answers while', ...missing].join(', skipped: '), () => {
  /** The home of each test, by its title. */
  const homes = new Map<string, HomeName>();

  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from this argument which fixtures are wanted.
  beforeAll(async ({}, suite) => {
    const asked = suite.tasks.filter(({ mode }) => mode !== 'skip').flatMap(({ name }) => homes.get(name) ?? []);
    siege = await startSiege([...new Set(asked)]);
  });

  afterAll(async () => {
    process.stdout.write(`${[tableOf(outcomes), ...(siege?.cores.unwatched ?? [])].join('\n')}\n`);
    await siege?.[Symbol.asyncDispose]();
  });

  for (const world of WORLDS) {
    const why = world.missing?.();
    const title = why === undefined ? world.name : `${world.name} (skipped: ${why})`;
    homes.set(title, world.home);
    test.skipIf(why)(title, AT_ONCE, ({ expect }) =>
      siege.inTurn(world.home, () => playWorld(siege, world, expect, (outcome) => outcomes.push(outcome))),
    );
  }

  for (const name of Object.keys(HOMES) as HomeName[]) {
    const title = `the home "${name}" ends with exit code 0`;
    homes.set(title, name);
    test(title, AT_ONCE, ({ expect }) =>
      siege.inTurn(name, async () => {
        const { homebridge } = siege.homeOf(name);
        await siege.readers.end(name);
        expect(homebridge.isAlive, 'it is still alive').toBe(true);
        const late = delay(ENDS_WITHIN_MS, { code: `none in ${ENDS_WITHIN_MS} ms` }, { ref: false });
        expect(await Promise.race([homebridge.stop(), late])).toEqual({ code: 0 });
      }),
    );
  }
});
