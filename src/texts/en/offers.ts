/** Where the regulated prices of a date come from, by `PriceSource`. */
export const priceSources = {
  edf: 'from EDF’s price sheets',
  publicTables: 'from public price tables',
  secondHand: 'not from EDF itself: check against your bill',
};

/** What a year would have cost on other contracts, in English: on the settings page, and on the command line. */
export const englishOffers = {
  title: 'Which contract?',
  about:
    'What the energy of the last 365 days would have cost on each regulated contract, at its newest prices and at the hours when it was actually used.',
  names: { base: 'Base', hphc: 'HP/HC (off-peak hours)', tempo: 'Tempo', own: 'Your prices' },
  columns: {
    contract: 'Contract',
    compared: 'Compared',
    euros: 'Cost',
    own: 'At your prices',
    difference: 'Difference',
    energy: 'Energy',
    part: 'Item',
  },
  /** Until the sums are there. */
  computing: 'Computing…',
  /** The power that the subscriptions are for. */
  forPower: (power: string) => `Subscribed power: ${power}.`,
  /** What the bars of a chart are, and the line across each of them. */
  bars: 'Each bar is the cost by its parts; the line shows what the same days cost at your prices.',
  barsAlone: 'Each bar is the cost by its parts.',
  /** Where sums are of other days each. */
  otherDays: 'These sums do not all cover the same days: only the differences from your prices can be compared.',
  otherDaysAlone: 'These sums do not all cover the same days: they cannot be compared with each other.',
  least: 'The lowest of these sums.',
  details: 'Details',
  total: 'Total',
  /** Which prices an offer was computed with. */
  pricesOf: (date: string) => `At the prices of ${date}.`,
  subscription: 'subscription',
  /** A part of the cost: `red, peak: 212.40 €`. */
  part: (name: string, euros: string) => `${name}: ${euros}`,
  days: (days: number, from: string, to: string) =>
    days === 1 ? `one day, ${from}` : `${days} days, from ${from} to ${to}`,
  leftOut: (unknown: 'hours' | 'hoursOrColour', days: number, dates: string) =>
    `${days === 1 ? 'One day is' : `${days} days are`} left out, because it is not known at which hours the energy was used${unknown === 'hours' ? '' : ', or which colour the day had'}, or because these hours have no price: ${dates}.`,
  range: (from: string, to: string) => (from === to ? from : `${from} to ${to}`),
  andMore: (ranges: number) => `and ${ranges} more`,
  /** Why an offer has no sum. */
  why: {
    noPrices:
      'Your own prices are not in the settings, or are incomplete, so there is nothing to compare these sums with.',
    powerUnknown: 'The subscribed power is not known yet: the meter has not sent it.',
    powerNotOffered: (kVA: string, offered: string) =>
      `There is no regulated price for ${kVA} here, only for ${offered}.`,
    hoursUnknown:
      'The off-peak hours of this house are not known. They are in the grid operator’s letter or in your account there.',
    fewDays: (days: number, least: number) =>
      `${days === 0 ? 'No day' : days === 1 ? 'One day' : `${days} days`} can be compared. A sum needs at least ${least}: ${missing(least - days)}. A day counts if it is known in which hours its energy was used (for Tempo, also which colour it was), and if these hours have a price.`,
    fewWinterDays: (days: number, least: number) =>
      `Tempo is decided in winter: ${days === 0 ? 'no day' : days === 1 ? 'one day' : `${days} days`} from November to March ${days < 2 ? 'is' : 'are'} known. A sum needs at least ${least}: ${missing(least - days)}.`,
  },
  ownIsDearer: (euros: string) => `${euros} less than at your prices`,
  ownIsCheaper: (euros: string) => `${euros} more than at your prices`,
  same: 'the same as at your prices',
  /** @param hours as they are shown: registers that have the periods go before them */
  hours: (hours: string) =>
    `Where the meter has not counted HP and HC itself, HP/HC is computed with the off-peak hours ${hours}.`,
  /** Of a house with Tempo. */
  hoursOfTempo: 'These are the hours of Tempo. With HP/HC, the grid operator may give this house others.',
  /** @param days the red days compared */
  redPeak: (euros: string, days: number) =>
    `Of Tempo, ${euros} are for red days from 06:00 to 22:00: ${days === 1 ? 'one red day is' : `${days} red days are`} compared here, and a season has 22. Whatever the house does not use then is saved; a colder winter costs more.`,
  winter: 'A colder or a milder winter would change these sums.',
  leavesOut: 'Not included: market offers, a change of your habits, and what a change of contract costs.',
  /** Of the newest regulated prices. */
  sheet: (date: string, source: keyof typeof priceSources) =>
    `The regulated prices are those of ${date} (${priceSources[source]}${source === 'publicTables' ? ', not from an EDF price sheet' : ''}).`,
  /** Of a subscribed power that was asked for. */
  exceeded: (greatest: string, date: string, subscribed: string, days: number) =>
    `The highest power of the last 365 days was ${greatest} (${date}): ${subscribed} would not have been enough (exceeded on ${days === 1 ? 'one day' : `${days} days`}).`,
  ownOlder: (own: string, sheet: string) =>
    `Your prices are those of ${own}, the regulated ones those of ${sheet}: enter your newest prices first if they have changed.`,
  given: (energy: string, days: number, euros: string | undefined, saved: string) =>
    `In ${days === 1 ? 'one day' : `${days} days`} the house exported ${energy}${euros === undefined ? '' : `, which earned ${euros}`}; used in the house at that time, it would have saved ${saved}.`,
  /** Of the newest regulated prices, when they are six months old. */
  oldSheet: (date: string) =>
    `The newest regulated prices that this version knows are those of ${date}, and they usually change in February and August: a bill may have newer ones by now.`,
  askHours: 'Off-peak hours of this house',
  askPower: 'Subscribed power (kVA)',
  choosePower: 'Not known',
  /** Of what is typed here. */
  asked: 'Only used for these sums. No setting is changed.',
  /** What the highest powers say about the subscribed power. */
  advice: {
    greatest: (power: string, subscribed: string, date?: string) =>
      `The highest power was ${power}${date === undefined ? '' : ` (${date})`}; the subscribed power is ${subscribed}.`,
    right: (subscribed: string) => `A subscription smaller than ${subscribed} would not have been enough.`,
    smaller: (fitting: string) => `A subscription of ${fitting} would have been enough.`,
    over: (fitting: string) => `The smallest subscription that would have been enough is ${fitting}.`,
    overAll: 'No subscription of the regulated tariff would have been enough.',
    cheaper: (euros: string, date: string) =>
      `At the regulated prices of ${date}, with the energy of these months, it would cost about ${euros} less a year.`,
    dearer: (euros: string, date: string) =>
      `At the regulated prices of ${date}, with the energy of these months, it would cost about ${euros} more a year.`,
    askSupplier: 'Before you change it, ask your supplier what the change costs, and when you may change back.',
    looked: (months: number, share: string, days: number) =>
      `This covers ${months === 1 ? 'one month' : `${months} months`}, of which ${share} was read; the highest power is known for ${days === 1 ? 'one day' : `${days} days`}: a load curve from a file only contains averages, which do not show it.`,
    lessThanAYear: 'That is less than a year: a cold evening may be missing.',
    threePhases:
      'On three phases, each phase has a limit of its own, so the highest power does not show whether another subscribed power would be enough.',
    phasesUnknown:
      'Whether another subscribed power would be enough depends on the number of phases, which is known while the plugin reads the meter.',
    unknown:
      'Too little is known to say whether another subscribed power would be enough: most of the months must have been read, and the contract must have public prices.',
  },
};

function missing(days: number): string {
  return days === 1 ? 'one is missing' : `${days} are missing`;
}

export type OfferTexts = typeof englishOffers;
