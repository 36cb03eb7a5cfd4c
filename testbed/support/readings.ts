import type { Entry } from '../../src/journal/entry.ts';
import type { Frame, Reading } from '../../src/reading/reading.ts';

/** 2023-11-14T22:13:20Z. */
export const SOME_MS = 1_700_000_000_000;

export function frameWith(frame: Partial<Frame> = {}): Frame {
  return { mode: 'historique', address: '012345678901', labels: {}, horodates: {}, refused: 0, ...frame };
}

/** A single-phase Reading with no values but those that are given. */
export function readingWith(reading: Partial<Reading> = {}): Reading {
  return { monotonicMs: 0, phases: 1, registers: {}, frame: frameWith(), ...reading };
}

export function entryWith(reading: Partial<Reading> = {}, atMs = SOME_MS, position = 0): Entry {
  return { position, meter: 'linky', atMs, reading: readingWith(reading) };
}
