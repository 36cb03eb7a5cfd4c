import type { MirrorJournal } from '../../../src/influx/mirror.ts';
import type { Entry } from '../../../src/journal/entry.ts';
import type { Reading } from '../../../src/reading/reading.ts';
import { entryWith, frameWith } from '../../../testbed/support/readings.ts';

/** Single-phase in historique mode, and three-phase in standard mode. */
export const METERS = ['linky', 'garage'] as const;

/** A journal in memory, of which a part is on a disk. No two Readings have the same time. */
export class ModelJournal implements MirrorJournal {
  readonly begin = 0;
  epoch = 1;
  delivered = 0;
  /** What it holds, by position. */
  entries: readonly Entry[] = [];
  /** All Readings that it was ever given. */
  readonly taken: Entry[] = [];
  #disk = { end: 0, delivered: 0 };
  #positions = new Map<number, number>();
  readonly #onDelivered: (from: number, to: number) => void;

  /** @param onDelivered is called before the Readings of these positions count as delivered */
  constructor(onDelivered: (from: number, to: number) => void) {
    this.#onDelivered = onDelivered;
  }

  get end(): number {
    return this.entries.length;
  }

  read = (from: number, most: number): readonly Entry[] => this.entries.slice(from, from + most);

  setDelivered(position: number): void {
    this.#onDelivered(this.delivered, position);
    this.delivered = position;
  }

  /** Takes a Reading of each of so many meters. */
  take(meters: number, atMs: number): void {
    const fresh = METERS.slice(0, meters).map((meter, index) => {
      const reading = readingOf(meter, this.taken.length + index);
      return { ...entryWith(reading, atMs + index), meter };
    });
    this.taken.push(...fresh);
    this.#hold([...this.entries, ...fresh]);
  }

  commit(): void {
    this.#disk = { end: this.end, delivered: this.delivered };
  }

  /** What is not on the disk is lost, and its positions are used again. */
  killed(): void {
    this.#hold(this.entries.slice(0, this.#disk.end));
    this.delivered = this.#disk.delivered;
  }

  /** The disk has lost the newest Readings: their positions have those from now on that were only in memory. */
  openAgain(lost: number): void {
    const { end, delivered } = this.#disk;
    const kept = Math.max(0, end - lost);
    this.#disk = { end: kept, delivered: Math.min(delivered, kept) };
    this.#hold([...this.entries.slice(0, kept), ...this.entries.slice(end)]);
    this.delivered = this.#disk.delivered;
    this.epoch += 1;
  }

  positionOf(atMs: number): number {
    return this.#positions.get(atMs) ?? -1;
  }

  #hold(entries: readonly Entry[]): void {
    this.entries = entries.map((entry, position) => ({ ...entry, position }));
    this.#positions = new Map(this.entries.map(({ atMs, position }) => [atMs, position]));
  }
}

/**
 * Power changes with each Reading, the other values now and then. None of them returns to what it was: after a kill, points of lost
 * Readings stand between those of others, and what is only written on change would have to differ from them as well.
 */
function readingOf(meter: (typeof METERS)[number], serial: number): Partial<Reading> {
  const wh = 1_000_000 + Math.floor(serial / 9);
  const tariff = `HEURE  ${Math.floor(serial / 50)}`;
  if (meter === 'garage') {
    const calendar = { periods: { EASF01: { name: tariff } } };
    const frame = frameWith({
      mode: 'standard',
      labels: { SINSTS: `${serial}` },
      horodates: { DATE: 'H260101000000' },
    });
    return {
      phases: 3,
      currentA: { 1: serial, 2: 1, 3: 0 },
      registers: { EASF01: wh },
      importedWh: wh,
      calendar,
      frame,
    };
  }
  const periods = { HCHC: { name: 'HC..', offPeak: true }, HCHP: { name: 'HP..', offPeak: false } };
  const frame = frameWith({ labels: { HCHC: `${wh}`, PAPP: `${serial}`, PTEC: tariff } });
  return { apparentPowerVA: serial, registers: { HCHC: wh, HCHP: 2 * wh }, tariff, calendar: { periods }, frame };
}
