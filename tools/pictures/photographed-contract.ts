import type { Reading } from '../../src/reading/reading.ts';
import { readingFromFrame } from '../../src/tic/frame-reading.ts';
import { type KeptContract, keptContractAfter } from '../../testbed/contract-memory.ts';
import { frameWith } from '../../testbed/support/readings.ts';
import { groupsAt } from './bridge-to-house.ts';
import { ADDRESS } from './photographed-history.ts';
import type { PhotographedHouse } from './photographed-house.ts';

/** For so long the plugin has followed the contract: in it there are days of each colour. */
const FOLLOWED_MS = 60 * 86_400_000;
/** As often as needed to see which register counts. */
const STEP_MS = 10 * 60_000;

/** What the journal keeps of the contract of a house until a picture, as the plugin itself would have learned it, by meter. */
export function keptContracts(
  meter: string,
  house: PhotographedHouse,
  endMs: number,
): { readonly [meter: string]: KeptContract } {
  return { [meter]: keptContractAfter(readingsOf(house, endMs)) };
}

function* readingsOf(house: PhotographedHouse, endMs: number): Generator<Reading> {
  for (let atMs = Math.max(house.kind.sinceMs, endMs - FOLLOWED_MS); atMs < endMs; atMs += STEP_MS) {
    const groups = groupsAt(atMs, house);
    const labels = Object.fromEntries(groups.map(({ label, data }) => [label, data]));
    const horodates = Object.fromEntries(
      groups.flatMap(({ label, horodate }) => (horodate ? [[label, horodate]] : [])),
    );
    yield readingFromFrame(frameWith({ mode: 'standard', address: ADDRESS, labels, horodates }), atMs);
  }
}
