import { beginningOfDay, dateOf, dayOfDate } from '../src/base/paris-time.ts';
import { publishedColour } from '../src/energy/tempo-days.ts';
import { energyOf } from '../src/money/energy-of.ts';
import type { OfferName } from '../src/money/offer-lines.ts';
import { type Offer, offersOf } from '../src/money/offers.ts';
import { regulatedPrices } from '../src/money/regulated-tariffs.ts';
import type { TempoColour } from '../src/reading/reading.ts';
import { ElectricHeater, HeatPump } from '../testbed/houses/heating.ts';
import type { House } from '../testbed/houses/house.ts';
import { archiveOfYear, METER } from '../testbed/houses/household-year.ts';
import { housesNamed } from '../testbed/houses/houses.ts';
import { ParisYear } from '../testbed/houses/paris-year.ts';
import { HOUR_MS } from '../testbed/support/time.ts';
import { type Cell, figure, type Table } from './table.ts';

/** Mondays, with which the life of a house begins. */
const YEAR = '2025-09-01';
const YEAR_BEFORE = '2024-09-02';
const DAYS = 365;
const COLDER_K = 2;
const OFF_PEAK_HOURS = '22:30-06:30';
const REGULATED = { base: 'Base', hphc: 'HP/HC', tempo: 'Tempo' } as const satisfies {
  readonly [offer in Exclude<OfferName, 'own'>]: string;
};
type Regulated = keyof typeof REGULATED;
const NAMES = Object.keys(REGULATED) as readonly Regulated[];

/** Which contract is the cheapest for the year of each of ten households, and by how much. */
export function householdsTable(part: string | undefined): Table {
  const year = yearFrom(YEAR);
  const rows = housesNamed(part).map((house) => ({ house, offers: offersIn(house, year) }));
  const { prices, from, to } = rows[0]?.offers.get('base') ?? {};
  const sold = ({ euros }: Offer) => (euros === undefined ? '–' : figure(euros, '€'));
  return {
    title: 'The cheapest contract of ten households',
    says: [
      `The year ${from} to ${to} on the regulated contracts at the prices of ${prices}; off-peak hours ${OFF_PEAK_HOURS}.`,
      '–: not sold with this power.',
      ...sayingOf(year),
    ].join(' '),
    header: ['household', 'lives on', 'kVA', 'kWh', ...Object.values(REGULATED), 'cheapest', 'beside Base'],
    rows: rows.map(({ house, offers }) => {
      const cheapest = cheapestOf(offers, NAMES);
      const base = offers.get('base');
      return [
        ...[house.name, REGULATED[livesOn(house)], figure(house.subscribedVA / 1000)],
        figure((base?.energyWh ?? Number.NaN) / 1000),
        ...NAMES.map((name) => sold(offers.get(name) as Offer)),
        ...[REGULATED[cheapest], figure(eurosOf(offers, cheapest) - eurosOf(offers, 'base'), '€')],
      ];
    }),
  };
}

/** How much Tempo costs beside the cheapest other contract when winters, colours or habits are others, where a house is heated with electricity. */
export function householdsWinterTable(part: string | undefined): Table {
  const heated = housesNamed(part).filter(isHeated);
  const before = yearFrom(YEAR_BEFORE);
  return {
    title: 'What would change it',
    says: [
      'What Tempo costs beside the cheaper one of Base and HP/HC: in the same year; with half of the energy of the red peak',
      `hours moved to the off-peak hours of red days; in a winter ${COLDER_K} K colder; and with the colours of 2024-25, in`,
      `weather that goes with them. ${sayingOf(before).join(' ')}`,
    ].join(' '),
    header: ['household', '2025-26', 'half of red moved', `${COLDER_K} K colder`, '2024-25'],
    rows: heated.map((house) => {
      const offers = offersIn(house, yearFrom(YEAR));
      return [
        house.name,
        besideOthers(offers),
        besideOthers(offers, savedOnRedDays(offers, house)),
        besideOthers(offersIn(house, yearFrom(YEAR, COLDER_K))),
        besideOthers(offersIn(house, before)),
      ];
    }),
  };
}

type OffersByName = ReadonlyMap<OfferName, Offer>;

/** What was found already in this run, by house and year. */
const found = new Map<string, OffersByName>();

/** The offers for a year that the house has lived: all frames are counted as the plugin does it. */
function offersIn(house: House, year: ParisYear): OffersByName {
  const key = `${house.name} ${year.firstDay} ${year.colderK}`;
  const known = found.get(key) ?? counted(house, year);
  found.set(key, known);
  return known;
}

function counted(house: House, year: ParisYear): OffersByName {
  const nowMs = beginningOfDay(year.firstDay + year.days) + 12 * HOUR_MS;
  const energy = energyOf(archiveOfYear(house, year), METER, nowMs);
  const { offers } = offersOf(energy, { prices: [], offPeakHours: OFF_PEAK_HOURS }, nowMs);
  return new Map(offers.map((offer) => [offer.offer, offer]));
}

function yearFrom(monday: string, colderK = 0): ParisYear {
  return new ParisYear(dayOfDate(monday) ?? Number.NaN, DAYS, publishedColour, colderK);
}

function livesOn({ tariff }: House): Regulated {
  return tariff === 'base' ? 'base' : tariff === 'tempo' ? 'tempo' : 'hphc';
}

function isHeated(house: House): boolean {
  return house.loads(1).some((load) => load instanceof ElectricHeater || load instanceof HeatPump);
}

function eurosOf(offers: OffersByName, name: Regulated): number {
  return offers.get(name)?.euros ?? Number.POSITIVE_INFINITY;
}

function cheapestOf(offers: OffersByName, names: readonly Regulated[]): Regulated {
  return names.reduce((least, name) => (eurosOf(offers, name) < eurosOf(offers, least) ? name : least));
}

function besideOthers(offers: OffersByName, savedEuros = 0): Cell {
  const other = cheapestOf(offers, ['base', 'hphc']);
  return figure(eurosOf(offers, 'tempo') - savedEuros - eurosOf(offers, other), '€');
}

function savedOnRedDays(offers: OffersByName, { subscribedVA }: House): number {
  const price = regulatedPrices('tempo', subscribedVA / 1000).at(-1)?.price;
  const priceOf = (period: string) => price?.periods.find(({ name }) => name === period)?.price ?? Number.NaN;
  const redWh = offers.get('tempo')?.energyWhByTariff?.['HPJR'] ?? Number.NaN;
  return (redWh / 2000) * (priceOf('HPJR') - priceOf('HCJR'));
}

/** How cold the days of a year were, by their colour, from November to March. */
function sayingOf(year: ParisYear): readonly string[] {
  const days = Array.from({ length: year.days }, (_, nth) => year.firstDay + nth);
  const winter = days.filter((day) => /-(?:11|12|01|02|03)-/.test(dateOf(day)));
  const meanOf = (colour: TempoColour) => mean(winter.filter((day) => publishedColour(day) === colour).map(year.meanC));
  const degreeDays = days.reduce((sum, day) => sum + Math.max(0, 18 - year.meanC(day)), 0);
  return [
    `From November to March blue days had a mean of ${meanOf('blue')} °C, white ones of ${meanOf('white')} °C and red ones of`,
    `${meanOf('red')} °C; the year had ${degreeDays.toFixed(0)} degree-days below 18 °C.`,
  ];
}

function mean(values: readonly number[]): string {
  return (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(1);
}
