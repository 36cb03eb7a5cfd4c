import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../project.ts';

const KEPT = join(PROJECT, 'test-costs.json');

/** By the path of a test file, the seconds of processor that its last run used, with all that it started. */
export type Costs = Readonly<Record<string, number>>;

/** What the last run of each file cost; nothing on a clean clone. */
export function keptCosts(): Costs {
  return existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, 'utf8')) as Costs) : {};
}

/** Keeps what this run cost, the dearest file first. A file that this run left out keeps what it cost before. */
export function keepCosts(costs: Costs): void {
  const all = Object.entries({ ...keptCosts(), ...costs }).filter(([path]) => existsSync(join(PROJECT, path)));
  const sorted = Object.fromEntries(all.toSorted(([, one], [, other]) => other - one));
  writeFileSync(KEPT, `${JSON.stringify(sorted, undefined, 1)}\n`);
}
