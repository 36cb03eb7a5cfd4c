import { encodeFrame } from '../../src/tic/encode.ts';
import { MINUTE_MS } from '../support/time.ts';
import {
  dateAfter,
  dateAndMinute,
  type Life,
  type LifeContract,
  type LifePeriod,
  type MeterHappening,
  minuteOf,
  tempoDate,
} from './life.ts';
import { historiqueGroups, type MeterState, standardGroups, type Telling } from './life-frames.ts';

/** In watt-milliseconds. */
const WH = 3_600_000;
const WATTS = 480;
const FIRST_KVA = 9;
const NO_MESSAGE = 'PAS DE          MESSAGE';
const EASF = Array.from({ length: 10 }, (_, nth) => `EASF${String(nth + 1).padStart(2, '0')}`);
/** What was counted before, by a contract of which nobody knows any more: the Wh of the register with that place. */
const firstWh = (nth: number) => 1_234_567 * (nth + 1);
/** From when on the meter tells tomorrow's colour, unless that is blue. */
const ANNOUNCED_FROM = minuteOf('20:00');

/** A meter that lives through a fortnight. */
export class LifeMeter {
  #kVA = FIRST_KVA;
  #message = NO_MESSAGE;
  /** Of the next frame only. */
  #shortMessage: string | undefined;
  readonly #life: Life;
  #address: string;
  #contract: LifeContract;
  #countedAsBlue: string | undefined;
  #atMs: number;
  #counted = new Map<string, number>();
  #first: { readonly [label: string]: number };

  constructor(life: Life, atMs: number) {
    this.#life = life;
    this.#address = life.address;
    this.#contract = life.contract;
    this.#atMs = atMs;
    this.#first = this.#firstRegisters();
  }

  /** What a happening means for the meter. */
  meet(happening: MeterHappening): void {
    switch (happening.kind) {
      case 'message':
        this.#message = happening.text;
        break;
      case 'shortMessage':
        this.#shortMessage = happening.text;
        break;
      case 'subscribed':
        this.#kVA = happening.kVA;
        break;
      case 'countsBlue':
        this.#countedAsBlue = happening.date;
        break;
      case 'exchanged':
        this.#address = happening.address;
        this.#contract = happening.contract;
        this.#counted = new Map();
        this.#first = Object.fromEntries(EASF.map((label) => [label, 0]));
        break;
    }
  }

  /** Counts until a moment. */
  goOnUntil(atMs: number): void {
    while (this.#atMs < atMs) {
      const untilMs = Math.min(atMs, (Math.floor(this.#atMs / MINUTE_MS) + 1) * MINUTE_MS);
      const { register } = this.#periodAt(this.#atMs);
      this.#counted.set(register, (this.#counted.get(register) ?? 0) + WATTS * (untilMs - this.#atMs));
      this.#atMs = untilMs;
    }
  }

  state(): MeterState {
    const { date, minute } = dateAndMinute(this.#atMs);
    const tempoDay = tempoDate(date, minute);
    const { colourOf } = this.#contract;
    const next = colourOf?.(dateAfter(tempoDay, 1));
    const isAnnounced = minute >= ANNOUNCED_FROM || minute < minuteOf('06:00');
    return {
      address: this.#address,
      period: this.#nameAt(this.#atMs),
      counting: this.#periodAt(this.#atMs).register,
      today: colourOf?.(tempoDay),
      tomorrow: isAnnounced && next !== 'blue' ? next : undefined,
      registers: Object.fromEntries(Object.keys(this.#first).map((label) => [label, this.#wattHours(label)])),
    };
  }

  /** Its frame of this moment. @param lateS by how much the meter's clock is late, in seconds */
  frame(amperes: number, lateS: number): Uint8Array {
    const { mode } = this.#life;
    const telling: Telling = {
      ...{ contract: this.#contract, state: this.state(), clockMs: this.#atMs - lateS * 1_000 },
      ...{ watts: WATTS, kVA: this.#kVA, amperes, message: this.#message, shortMessage: this.#shortMessage },
    };
    this.#shortMessage = undefined;
    return encodeFrame(mode === 'historique' ? historiqueGroups(telling) : standardGroups(telling), mode);
  }

  #firstRegisters() {
    const labels =
      this.#life.mode === 'standard' ? EASF : Object.values(this.#contract.periods).map(({ register }) => register);
    return Object.fromEntries(labels.map((label, nth) => [label, firstWh(nth)]));
  }

  #wattHours(label: string): number {
    return (this.#first[label] ?? 0) + Math.floor((this.#counted.get(label) ?? 0) / WH);
  }

  #nameAt(atMs: number): string {
    const { date, minute } = dateAndMinute(atMs);
    const { profileOf, periodAt } = this.#contract;
    if (tempoDate(date, minute) !== this.#countedAsBlue) return periodAt(date, minute);
    return profileOf(date).findLast(([from]) => from <= minute)?.[1] as string;
  }

  #periodAt(atMs: number): LifePeriod {
    return this.#contract.periods[this.#nameAt(atMs)] as LifePeriod;
  }
}
