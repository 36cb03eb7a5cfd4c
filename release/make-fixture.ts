/**
 * `npm run release:fixture` keeps what this version leaves behind in a home: its journal, and all that Homebridge stores, once for
 * each major version of Homebridge. `test/e2e/kept-home.test.ts` starts each later version in these homes.
 */
import { relative } from 'node:path';
import pack from '../package.json' with { type: 'json' };
import { keepHome } from '../testbed/kept-home/kept-home.ts';
import { liveInHome } from '../testbed/kept-home/live-in-home.ts';
import { PROJECT } from '../testbed/project.ts';

for (const homebridge of [1, 2] as const) {
  const path = await keepHome(pack.version, await liveInHome(homebridge));
  process.stdout.write(`${relative(PROJECT, path)}\n`);
}
