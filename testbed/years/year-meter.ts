import type { Frame, Reading } from '../../src/reading/reading.ts';
import { readingFromFrame } from '../../src/tic/frame-reading.ts';
import { HOUR_MS, MINUTE_MS } from '../support/time.ts';
import type { Contract, WrittenPeriod } from './contract.ts';
import { wallClock } from './wall-clock.ts';

/** In watt-milliseconds. */
const WH = 3_600_000;
const STANDARD_REGISTERS = Array.from({ length: 10 }, (_, nth) => `EASF${String(nth + 1).padStart(2, '0')}`);

/** What stands on a meter at one moment, beside the frame that tells it. */
export interface MeterState {
  /** Changes when the registers are those of another meter, or of another contract in historique. */
  readonly identity: string;
  /** Since the meter began, by the name under which a bill has the tariff period. */
  readonly countedWh: { readonly [period: string]: number };
  /** Only where the mode tells it. */
  readonly givenWh?: number;
  readonly drawnVA: number;
}

/** What a meter is set to. */
export interface MeterContract {
  /** ADCO or ADSC. */
  readonly address: string;
  readonly contract: Contract;
  readonly subscribedKVA: number;
}

/** A meter that counts constant watts from moment to moment. Each Wh steps one register, so the registers add up to the total. */
export class YearMeter {
  readonly #address: string;
  readonly #isProducer: boolean;
  /** The energy drawn in each hour since 1970, in watt-milliseconds. */
  readonly drawnByHour = new Map<number, number>();
  #contract: Contract;
  #subscribedKVA: number;
  readonly #registers: { [label: string]: number } = {};
  readonly #countedWh: { [period: string]: number } = {};
  /** What was counted of the next Wh, in watt-milliseconds. */
  #rest = 0;
  #given = 0;
  #watts = 0;
  #before: Reading | undefined;

  /** @param firstWh the index of its first register */
  constructor({ address, contract, subscribedKVA }: MeterContract, isProducer: boolean, firstWh: number) {
    this.#address = address;
    this.#isProducer = isProducer;
    this.#contract = contract;
    this.#subscribedKVA = subscribedKVA;
    this.#begin(contract, firstWh);
  }

  /** Goes on with another contract. In standard mode its registers begin at 0, and the total goes on. */
  change({ contract, subscribedKVA }: MeterContract, firstWh: number): void {
    const goesOn = this.#contract.mode === 'standard' && contract.mode === 'standard';
    if (contract !== this.#contract && !goesOn) this.#begin(contract, firstWh);
    this.#contract = contract;
    this.#subscribedKVA = subscribedKVA;
  }

  #begin({ mode, periods }: Contract, firstWh: number): void {
    if (mode === 'standard') for (const label of STANDARD_REGISTERS) this.#registers[label] = 0;
    Object.values(periods).forEach(({ register }, nth) => {
      this.#registers[register] = nth === 0 ? firstWh : 1_234_567 * nth;
    });
  }

  /** Counts the time between two moments. Negative watts are given to the grid. */
  count(fromMs: number, toMs: number, watts: number): void {
    this.#watts = watts;
    for (let atMs = fromMs; atMs < toMs; ) {
      const untilMs = Math.min(toMs, this.#nextBegin(atMs));
      const energy = watts * (untilMs - atMs);
      if (energy < 0) this.#given -= energy;
      else this.#draw(atMs, energy);
      atMs = untilMs;
    }
  }

  #nextBegin(atMs: number): number {
    const hourMs = Math.floor(atMs / HOUR_MS) * HOUR_MS;
    const minutes = [...this.#contract.beginMinutes, 60];
    return hourMs + (minutes.find((minute) => hourMs + minute * MINUTE_MS > atMs) as number) * MINUTE_MS;
  }

  #draw(atMs: number, energy: number): void {
    const hour = Math.floor(atMs / HOUR_MS);
    this.drawnByHour.set(hour, (this.drawnByHour.get(hour) ?? 0) + energy);
    const period = this.#contract.periodAt(wallClock(atMs));
    const label = this.#contract.periods[period]?.register as string;
    const steps = Math.floor((this.#rest + energy) / WH);
    this.#rest += energy - steps * WH;
    this.#registers[label] = (this.#registers[label] as number) + steps;
    this.#countedWh[period] = (this.#countedWh[period] ?? 0) + steps;
  }

  state(): MeterState {
    const { mode, written } = this.#contract;
    return {
      identity: mode === 'standard' ? this.#address : `${this.#address} ${written}`,
      countedWh: { ...this.#countedWh },
      ...(this.#isProducer && mode === 'standard' && { givenWh: Math.floor(this.#given / WH) }),
      drawnVA: this.#drawnVA(),
    };
  }

  #drawnVA(): number {
    const exact = Math.max(0, this.#watts) / 0.96;
    return this.#contract.mode === 'standard' ? Math.round(exact) : Math.round(exact / 10) * 10;
  }

  /** The frame of this moment, read as the product reads it. */
  reading(atMs: number): Reading {
    const { mode, periods, periodAt } = this.#contract;
    const period = periods[periodAt(wallClock(atMs))] as WrittenPeriod;
    const labels = mode === 'standard' ? this.#standard(period) : this.#historique(period);
    const frame: Frame = { mode, address: this.#address, labels, horodates: {}, refused: 0 };
    this.#before = readingFromFrame(frame, atMs, this.#before);
    return this.#before;
  }

  #historique({ written }: WrittenPeriod): Frame['labels'] {
    const labels: { [label: string]: string } = { ADCO: this.#address, OPTARIF: this.#contract.written };
    labels['ISOUSC'] = String(this.#subscribedKVA * 5).padStart(2, '0');
    for (const { register } of Object.values(this.#contract.periods)) labels[register] = this.#told(register);
    labels['PTEC'] = written;
    labels['IINST'] = String(Math.round(this.#drawnVA() / 230)).padStart(3, '0');
    labels['PAPP'] = String(this.#drawnVA()).padStart(5, '0');
    return labels;
  }

  #standard({ written, register, saidRegister = register }: WrittenPeriod): Frame['labels'] {
    const labels: { [label: string]: string } = { ADSC: this.#address, NGTF: this.#contract.written, LTARF: written };
    const total = STANDARD_REGISTERS.reduce((sum, label) => sum + (this.#registers[label] as number), 0);
    labels['EAST'] = String(total).padStart(9, '0');
    for (const label of STANDARD_REGISTERS) labels[label] = this.#told(label);
    if (this.#isProducer) labels['EAIT'] = String(Math.floor(this.#given / WH)).padStart(9, '0');
    labels['IRMS1'] = String(Math.round(this.#drawnVA() / 230)).padStart(3, '0');
    labels['URMS1'] = '230';
    labels['PREF'] = String(this.#subscribedKVA).padStart(2, '0');
    labels['SINSTS'] = String(this.#drawnVA()).padStart(5, '0');
    if (this.#isProducer) labels['SINSTI'] = String(Math.round(Math.max(0, -this.#watts) / 0.96)).padStart(5, '0');
    labels['NTARF'] = saidRegister.slice(-2);
    return labels;
  }

  #told(label: string): string {
    return String(this.#registers[label]).padStart(9, '0');
  }
}
