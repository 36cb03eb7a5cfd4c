import type { Entry } from '../src/journal/entry.ts';
import type { Frame, Reading } from '../src/reading.ts';

/** 2023-11-14T22:13:20Z, on a whole hour plus 13 min 20 s. */
export const SOME_MS = 1_700_000_000_000;

export function frameWith(frame: Partial<Frame> = {}): Frame {
  return { mode: 'historique', address: '012345678901', labels: {}, horodates: {}, refused: 0, ...frame };
}

/** A single-phase Reading that says nothing but what is given. */
export function readingWith(reading: Partial<Reading> = {}): Reading {
  return { monotonicMs: 0, phases: 1, registers: {}, frame: frameWith(), ...reading };
}

export function entryWith(reading: Partial<Reading> = {}, atMs = SOME_MS, position = 0): Entry {
  return { position, meter: 'linky', atMs, reading: readingWith(reading) };
}
