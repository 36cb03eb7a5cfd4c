import { datesFromTo, daysInMonth, nextDate } from './civil-calendar.ts';
import { dayOfMonthlyPrice, type Exact, energyPrice, printed } from './exact-euros.ts';
import type { Account } from './ledger.ts';

/** What a supplier charges from a date on, as decimals that a bill prints. */
export interface Tariff {
  readonly from: string;
  /** € a month. */
  readonly subscription: string;
  /** € per exported kWh. */
  readonly given?: string;
  /** € per kWh, by the name of the tariff period. A single one is the price of everything. */
  readonly periods: { readonly [name: string]: string };
}

/** A line of the bill, for a day, a month or a year. */
export interface Item {
  readonly drawnWh: number;
  /** Without those in which nothing was used. */
  readonly drawnWhByPeriod: { readonly [period: string]: number };
  readonly givenWh: number;
  readonly unseenWh: number;
  readonly seenMinutes: number;
  readonly greatest: { readonly va: number; readonly atMs: number } | undefined;
  /** In euros. Absent if a part has no price. */
  readonly euros: string | undefined;
  readonly subscription: string | undefined;
  readonly eurosByPeriod: { readonly [period: string]: string };
  readonly given: string | undefined;
}

const LENGTHS = { year: 4, month: 7, day: 10 } as const;

/**
 * The bill of a meter from the first date on which it was read to the last, by day, month or year.
 * @param tariffs by their dates
 */
export function billOf(
  accounts: ReadonlyMap<string, Account>,
  tariffs: readonly Tariff[],
  by: keyof typeof LENGTHS,
  decimals = 2,
): ReadonlyMap<string, Item> {
  const read = [...accounts.keys()];
  const dates = datesFromTo(read[0] as string, read.at(-1) as string);
  const sheets = Map.groupBy(dates, (date) => date.slice(0, LENGTHS[by]));
  return new Map([...sheets].map(([sheet, of]) => [sheet, itemOf(of, accounts, tariffs, decimals)]));
}

function itemOf(
  dates: readonly string[],
  accounts: ReadonlyMap<string, Account>,
  tariffs: readonly Tariff[],
  decimals: number,
): Item {
  const sheet = new Sheet(tariffs);
  for (const date of dates) sheet.charge(date, accounts.get(date));
  return sheet.item((amount) => printed(amount, decimals));
}

class Sheet {
  readonly #tariffs: readonly Tariff[];
  readonly #drawnWh = new Map<string, bigint>();
  readonly #costs = new Map<string, Exact>();
  #subscription: Exact = 0n;
  #given: Exact = 0n;
  #givenWh = 0n;
  #unseenWh = 0n;
  #minutes = 0;
  #greatest: Item['greatest'];
  #lacksDay = false;
  #lacksPeriod = false;
  #lacksGiven = false;

  constructor(tariffs: readonly Tariff[]) {
    this.#tariffs = tariffs;
  }

  charge(date: string, account: Account | undefined): void {
    const tariff = this.#on(date);
    if (tariff) this.#subscription += dayOfMonthlyPrice(tariff.subscription, daysInMonth(date));
    else this.#lacksDay = true;
    if (!account) return;
    this.#unseenWh += account.unseenWh;
    this.#minutes += account.minutes;
    if (account.greatest.va > (this.#greatest?.va ?? -1)) this.#greatest = account.greatest;
    for (const [period, wh] of account.drawnWh) if (wh !== 0n) this.#draw(date, period, wh);
    this.#give(account.givenWh, tariff?.given);
  }

  #draw(date: string, period: string, wh: bigint): void {
    add(this.#drawnWh, period, wh);
    const price = this.#priceOf(date, period);
    if (price === undefined) this.#lacksPeriod = true;
    else add(this.#costs, period, energyPrice(wh, price));
  }

  #give(wh: bigint, price: string | undefined): void {
    this.#givenWh += wh;
    if (price !== undefined) this.#given += energyPrice(wh, price);
    else if (wh !== 0n) this.#lacksGiven = true;
  }

  #on(date: string): Tariff | undefined {
    return this.#tariffs.filter(({ from }) => from <= date).at(-1);
  }

  /** On the last day of a contract and on the first day of the next one a meter may count the periods of both. */
  #priceOf(date: string, period: string): string | undefined {
    const holding = this.#on(date);
    if (!holding) return undefined;
    const before = holding.from === date ? this.#tariffs.filter(({ from }) => from < date).at(-1) : undefined;
    const next = this.#tariffs.find(({ from }) => from === nextDate(date));
    return priceIn(holding, period) ?? priceIn(before, period) ?? priceIn(next, period);
  }

  item(print: (amount: Exact) => string): Item {
    const total = [...this.#costs.values()].reduce((sum, cost) => sum + cost, this.#subscription);
    return {
      drawnWh: Number([...this.#drawnWh.values()].reduce((sum, wh) => sum + wh, 0n)),
      drawnWhByPeriod: Object.fromEntries([...this.#drawnWh].map(([period, wh]) => [period, Number(wh)])),
      givenWh: Number(this.#givenWh),
      unseenWh: Number(this.#unseenWh),
      seenMinutes: this.#minutes,
      greatest: this.#greatest,
      euros: this.#lacksDay || this.#lacksPeriod ? undefined : print(total),
      subscription: this.#lacksDay ? undefined : print(this.#subscription),
      eurosByPeriod: Object.fromEntries([...this.#costs].map(([period, cost]) => [period, print(cost)])),
      given: this.#lacksGiven ? undefined : print(this.#given),
    };
  }
}

function priceIn(tariff: Tariff | undefined, period: string): string | undefined {
  const prices = Object.values(tariff?.periods ?? {});
  return prices.length === 1 ? prices[0] : tariff?.periods[period];
}

function add(sums: Map<string, bigint>, name: string, amount: bigint): void {
  sums.set(name, (sums.get(name) ?? 0n) + amount);
}
