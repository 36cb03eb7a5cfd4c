import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Influx, missingServers, startInflux } from '../../testbed/databases/servers.ts';
import { HOME_NAMES, type Home, startHome } from '../../testbed/siege/home.ts';
import { readTile, type TileReader } from '../../testbed/siege/tile.ts';
import { WORLDS } from '../../testbed/siege/worlds.ts';
import { playWorld, type WorldOutcome } from './play-world.ts';

const READ_EVERY_MS = 250;
/** Homes are besieged at the same time, the worlds of one home one after the other. */
const IN_TURN = { concurrent: false };

const missing = process.env['CI'] ? [] : missingServers();
const outcomes: WorldOutcome[] = [];

describe.skipIf(missing.length > 0)(['the siege', ...missing].join(', skipped: '), () => {
  let influx: Influx;

  beforeAll(async () => {
    influx = await startInflux();
  });

  afterAll(async () => {
    process.stdout.write(tableOf(outcomes));
    await influx?.[Symbol.asyncDispose]();
  });

  describe.concurrent.each(HOME_NAMES)('the home "%s" answers, and loses nothing, while', (name) => {
    const scope = new AsyncDisposableStack();
    let home: Home;
    let tile: TileReader;

    beforeAll(async () => {
      home = scope.use(await startHome(name, { influx }));
      tile = scope.use(readTile(home.homebridge.bridge, READ_EVERY_MS));
    });

    afterAll(() => scope.disposeAsync());

    for (const world of WORLDS.filter((one) => one.home === name)) {
      const why = world.missing?.();
      const title = why === undefined ? world.name : `${world.name} (skipped: ${why})`;
      test.skipIf(why)(title, IN_TURN, async () => {
        const outcome = await playWorld(home, world, tile);
        outcomes.push(outcome);
        expect(outcome.problems).toEqual([]);
      });
    }

    test('it ends with exit code 0', IN_TURN, async () => {
      await tile[Symbol.asyncDispose]();
      expect(home.homebridge.isAlive, 'it is still alive').toBe(true);
      expect(await home.homebridge.stop()).toEqual({ code: 0 });
    });
  });
});

/** What was observed in each world, with the lines of the log below it. */
function tableOf(all: readonly WorldOutcome[]): string {
  const head = ['world', 'seconds', 'reads', 'frames due', 'missing', 'lines said'];
  const rows = all.map(({ world, seconds, reads, due, missing, lines }) => [
    ...[world, seconds.toFixed(1), reads, due, missing, lines.length],
  ]);
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const said = all.flatMap(({ world, lines }) => ['', `${world}:`, ...lines.map((line) => `  │ ${line}`)]);
  return `${[...table, ...said].join('\n')}\n`;
}
