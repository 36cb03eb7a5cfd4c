/** The number of days of any month divides this, so a day's share of any subscription is a whole number of `Exact`. */
const EVERY_MONTH = 377_580n;
const PRICE_DECIMALS = 7;
const DECIMALS = 10;

/** An amount of money without any rounding, in 10⁻¹⁰ € ÷ 377 580. */
export type Exact = bigint;

/**
 * A price as a bill prints it, in 10⁻⁷ of its unit.
 * @throws where it is no decimal number of at most seven decimals
 */
function decimal(text: string): bigint {
  const { whole = '', fraction = '' } = /^(?<whole>\d+)(?:\.(?<fraction>\d{1,7}))?$/.exec(text)?.groups ?? {};
  if (whole === '') throw new Error(`${text} is no price.`);
  return BigInt(whole + fraction.padEnd(PRICE_DECIMALS, '0'));
}

/** The share of a day in a monthly price. */
export function dayOfMonthlyPrice(eurosAMonth: string, daysInMonth: number): Exact {
  return decimal(eurosAMonth) * 1_000n * (EVERY_MONTH / BigInt(daysInMonth));
}

/** The cost of energy at a price per kWh. */
export function energyPrice(wh: bigint, eurosAKWh: string): Exact {
  return decimal(eurosAKWh) * wh * EVERY_MONTH;
}

/** The cost of energy at a price per kWh, from a mean power times minutes: a sixtieth of that is Wh, and 60 divides `EVERY_MONTH`. */
export function wattMinutesPrice(wattMinutes: bigint, eurosAKWh: string): Exact {
  return decimal(eurosAKWh) * wattMinutes * (EVERY_MONTH / 60n);
}

/** Rounded half up, to the cent as a rule: `145.32`. */
export function printed(amount: Exact, decimals = 2): string {
  const unit = 10n ** BigInt(DECIMALS - decimals) * EVERY_MONTH;
  const digits = String((amount + unit / 2n) / unit).padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
