import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { digits } from '../../src/source/demo/frames.ts';
import type { KeptContract } from '../../testbed/contract-memory.ts';
import { type TimedReading, writeHistory } from '../../testbed/journal-history.ts';
import { frameWith, readingWith } from '../../testbed/support/readings.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { MINUTE_MS } from '../../testbed/support/time.ts';
import { DETAILED_MS } from './counted-energy.ts';
import type { PhotographedHouse } from './photographed-house.ts';

/** The address of the meters in the pictures. */
export const ADDRESS = '021900000001';
/** How many readings a minute has just before a picture: a power of the demo house lasts for two of them at least. */
export const READINGS_A_MINUTE = 24;
/** The subscription is compared with the months of more than a year, which must have been seen. */
const SEEN_MS = 400 * 86_400_000;

/**
 * The Readings of a house until a picture: about as a meter sends them for the last days, from which the plugin learns watts;
 * one a minute for more than a year; and before that six an hour, since only days are shown of it.
 */
export function* historyOf(meter: string, { kind, at }: PhotographedHouse, endMs: number): Generator<TimedReading> {
  const told = { phases: kind.phases, contract: 'TEMPO', subscribedVA: kind.subscribedKVA * 1000 };
  const frame = frameWith({ mode: 'standard', address: ADDRESS });
  for (let atMs = kind.sinceMs; atMs < endMs; atMs += stepMs(endMs - atMs)) {
    const { drawnVA, givenVA, importedWh, supplierWh, supplierTariff, exportedWh, offPeak, today } = at(atMs);
    const registers = Object.fromEntries(supplierWh.map((wh, index) => [`EASF${digits(index + 1, 2)}`, wh]));
    const tariff = { tariff: `${offPeak ? 'HC' : 'HP'}  ${NAMES[today]}`, tariffIndex: supplierTariff + 1 };
    const given = kind.roofW === 0 ? {} : { injectedPowerVA: givenVA, exportedWh };
    const reading = { apparentPowerVA: drawnVA, importedWh, registers, ...told, ...tariff, ...given, frame };
    yield { meter, atMs, reading: readingWith(reading) };
  }
}

const NAMES = { blue: 'BLEU', white: 'BLANC', red: 'ROUGE' } as const;

function stepMs(beforePictureMs: number): number {
  if (beforePictureMs > SEEN_MS) return 10 * MINUTE_MS;
  return beforePictureMs > DETAILED_MS ? MINUTE_MS : MINUTE_MS / READINGS_A_MINUTE;
}

/** A journal that is written once, for several pictures. */
export interface WrittenHistory {
  /** Puts it into a storage folder. */
  copyTo(storage: string): void;
}

export function written(
  history: Iterable<TimedReading>,
  contracts: { readonly [meter: string]: KeptContract } = {},
): WrittenHistory {
  const folder = temporaryFolder();
  writeHistory(folder, history, 0, contracts);
  return { copyTo: (storage) => copyFileSync(join(folder, JOURNAL_FILE), join(storage, JOURNAL_FILE)) };
}
