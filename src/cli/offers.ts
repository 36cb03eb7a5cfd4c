import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { slugOf } from '../config/slug.ts';
import { memoryNote } from '../contract/contract-memory.ts';
import { offPeakHoursInNote } from '../contract/year-hours.ts';
import type { Machine } from '../doctor/machine.ts';
import { runningPluginStatus } from '../doctor/running-plugin.ts';
import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';
import { energyOf } from '../money/energy-of.ts';
import { roundedEuros } from '../money/euros.ts';
import {
  adviceSentences,
  comparedText,
  differenceText,
  leftOutText,
  type OfferWords,
  offerNotes,
  partsText,
  whyText,
} from '../money/offer-words.ts';
import { type Offer, type Offers, offersOf } from '../money/offers.ts';
import { lastReported } from '../money/proposal.ts';
import { type SubscriptionAdvice, subscriptionAdvice } from '../money/subscription.ts';
import { hoursEntriesIn } from '../reading/hours.ts';
import type { Reading } from '../reading/reading.ts';
import type { Texts } from '../texts/texts.ts';
import { type Column, filledColumns, tableLines } from './columns.ts';
import { journalPath, openSelectedJournal, remarkRescued } from './journal-selection.ts';
import { type PriceOptions, pricesOfMeters, settingsFile } from './meter-prices.ts';
import { type Session, UsageError } from './session.ts';

export interface OffersCommandOptions extends PriceOptions {
  /** The name of a meter, or its slug; by default all meters. */
  readonly meter?: string;
  readonly kva?: string;
  readonly hours?: string;
  readonly json?: boolean;
}

/** What is printed about a meter. */
interface MeterOffers {
  readonly meter: string;
  readonly offers: Offers;
  readonly advice: SubscriptionAdvice | undefined;
  /** Only known if the running plugin reports them. */
  readonly phases: Reading['phases'];
}

/**
 * `linky-tic offers`: what the last year would have cost on the regulated contracts.
 * @throws UsageError, Failure
 */
export async function offers(options: OffersCommandOptions, session: Session, machine: Machine): Promise<void> {
  const { terminal, texts } = session;
  const asked = { subscribedKVA: kVAOf(options, session), hours: hoursOf(options, session) };
  using archive = openSelectedJournal(options, session);
  const meters = metersOf(archive, options, session);
  const prices = pricesOf(options, session);
  const status = await runningPluginStatus(dirname(journalPath(options, session)), machine);
  for (const meter of meters) {
    const reading = status?.meters.find(({ slug }) => slug === meter)?.lastReading;
    const found = meterOffers(archive, meter, { ...asked, prices: prices(meter), reading }, session);
    const lines = options.json ? [JSON.stringify(offersObject(found, session))] : offersLines(found, texts);
    for (const line of lines) terminal.print(line);
  }
  if (meters.length === 0) terminal.remark(texts.cli.history.nothing);
  remarkRescued(archive, options, session);
}

/** @throws UsageError if it is not a number of kVA */
function kVAOf({ kva }: OffersCommandOptions, { texts }: Session): number | undefined {
  if (kva === undefined || /^[1-9]\d{0,2}$/.test(kva)) return kva === undefined ? undefined : Number(kva);
  throw new UsageError(texts.cli.usage.kva(kva));
}

/** @throws UsageError if they are not hours */
function hoursOf({ hours }: OffersCommandOptions, { texts }: Session): string | undefined {
  if (hours === undefined || hoursEntriesIn(hours)?.length) return hours;
  throw new UsageError(texts.cli.usage.hours(hours));
}

/** @throws UsageError if there is no meter of that name */
function metersOf({ meters }: ReadOnlyJournal, { meter }: OffersCommandOptions, { texts }: Session): readonly string[] {
  if (meter === undefined) return meters;
  const slug = slugOf(meter);
  if (!meters.includes(slug)) throw new UsageError(texts.historyImport.command.unknownMeter(meter, meters));
  return [slug];
}

/**
 * The prices of each meter; none if there are no settings.
 * @throws UsageError
 */
function pricesOf(options: OffersCommandOptions, session: Session) {
  const isThere = options.config !== undefined || existsSync(settingsFile(options, session));
  return isThere ? pricesOfMeters(options, session).of : () => [];
}

interface Asked {
  readonly subscribedKVA: number | undefined;
  readonly hours: string | undefined;
  readonly prices: ReturnType<ReturnType<typeof pricesOf>>;
  readonly reading: Reading | undefined;
}

function meterOffers(
  archive: ReadOnlyJournal,
  meter: string,
  { prices, reading, ...asked }: Asked,
  { clock }: Session,
): MeterOffers {
  const nowMs = clock.wall();
  const energy = energyOf(archive, meter, nowMs);
  const meterHours = offPeakHoursInNote(archive.note(memoryNote(meter)), nowMs);
  const question = { prices, subscribedKVA: asked.subscribedKVA, offPeakHours: asked.hours, meterHours };
  const offers = offersOf(energy, question, nowMs);
  const reported = lastReported(energy.ownDays());
  const contract = reading?.contract ?? reported.contract;
  // The advice is about the power that is subscribed, even if another one is asked for.
  const reportedVA = reading?.subscribedVA ?? reported.subscribedVA;
  const subscribedVA = reportedVA ?? (asked.subscribedKVA === undefined ? undefined : asked.subscribedKVA * 1000);
  const phases = reading?.phases;
  const advice = subscriptionAdvice(energy.spans({ by: 'month', prices }), { contract, subscribedVA, phases });
  return { meter, offers, advice, phases };
}

function offersLines({ meter, offers, advice, phases }: MeterOffers, texts: Texts): readonly string[] {
  const words = wordsOf(texts);
  const { names, part, advice: advices } = words.texts;
  const title = offers.subscribedKVA === undefined ? meter : `${meter}, ${words.power(offers.subscribedKVA)}`;
  const priced = offers.offers.filter(({ euros }) => euros !== undefined);
  const unadvised = { 1: advices.unknown, 3: advices.threePhases };
  return [
    ...(priced.length > 0 ? tableLines(columnsOf(title, words, priced), priced) : [title]),
    ...offers.offers.flatMap((offer) => {
      const says = offer.why
        ? [whyText(offer.why, words)]
        : [partsText(offer, texts.tariffs, words), leftOutText(offer, words)];
      return says.flatMap((one) => (one === undefined ? [] : [part(names[offer.offer], one)]));
    }),
    ...offerNotes(offers, words),
    ...whatToGive(offers, texts),
    ...(advice ? adviceSentences(advice, words) : [phases ? unadvised[phases] : advices.phasesUnknown]),
  ];
}

/** How to supply what an offer lacks, or what would make it more accurate, one sentence each. */
function whatToGive({ offers, areHoursOfTempo }: Offers, { cli }: Texts): readonly string[] {
  const lacking = new Set(offers.map(({ why }) => why?.kind));
  const isOfTempo = areHoursOfTempo && offers.some(({ offer, euros }) => offer === 'hphc' && euros !== undefined);
  return [
    ...(['hoursUnknown', 'powerUnknown'] as const).filter((kind) => lacking.has(kind)),
    ...(isOfTempo ? (['hoursOfTempo'] as const) : []),
  ].map((kind) => cli.offersGive[kind]);
}

function columnsOf(title: string, words: OfferWords, rows: readonly Offer[]): readonly Column<Offer>[] {
  const { columns, names } = words.texts;
  const first: Column<Offer> = { title, cell: ({ offer }) => names[offer] };
  const others: readonly Column<Offer>[] = [
    { title: columns.euros, cell: ({ euros }) => shown(euros, words.euros) },
    { title: columns.own, cell: ({ ownEuros }) => shown(ownEuros, words.euros) },
    { title: columns.difference, cell: (offer) => differenceText(offer, words) },
    { title: columns.energy, cell: ({ energyWh }) => shown(energyWh, words.energy) },
    { title: columns.compared, cell: (offer) => comparedText(offer, words) },
  ];
  return [first, ...filledColumns(others, rows)];
}

function shown(amount: number | undefined, write: (amount: number) => string): string | undefined {
  return amount === undefined ? undefined : write(amount);
}

function wordsOf({ cli, number, percent, euros }: Texts): OfferWords {
  return {
    texts: cli.offers,
    euros: (value, digits = 2) => euros(digits === 2 ? roundedEuros(value) : value, digits),
    energy: (wh) => `${number(wh / 1000, 1)}\u00a0kWh`,
    power: (kVA, digits) => `${number(kVA, digits)}\u00a0kVA`,
    percent: (share) => percent(share * 100),
    hours: (hours) => hours,
    date: (date) => date,
  };
}

/** The offers, as an object for programs. Money has two decimals. */
function offersObject({ meter, offers: found, advice }: MeterOffers, { texts }: Session): object {
  const { subscribedKVA, offPeakHours, areHoursOfTempo, sheet, sheetSource, exceeded, given, offers } = found;
  return {
    meter,
    subscribedKVA,
    ...(offPeakHours !== undefined && { offPeakHours, areHoursOfTempo }),
    ...{ sheet, sheetSource },
    exceeded,
    offers: offers.map((offer) => offerObject(offer, wordsOf(texts))),
    given: given && {
      ...{ days: given.days, givenWh: given.givenWh, savedEuros: roundedEuros(given.savedEuros) },
      givenEuros: given.givenEuros && roundedEuros(given.givenEuros),
    },
    subscription: advice && adviceObject(advice),
  };
}

function adviceObject({ savedEurosAYear, ...advice }: SubscriptionAdvice): object {
  return { ...advice, savedEurosAYear: savedEurosAYear && roundedEuros(savedEurosAYear) };
}

function offerObject({ why, euros, ownEuros, subscriptionEuros, eurosByTariff, ...offer }: Offer, words: OfferWords) {
  const byTariff = Object.entries(eurosByTariff ?? {}).map(([period, amount]) => [period, roundedEuros(amount)]);
  return {
    ...offer,
    euros: euros && roundedEuros(euros),
    ownEuros: ownEuros && roundedEuros(ownEuros),
    subscriptionEuros: subscriptionEuros && roundedEuros(subscriptionEuros),
    eurosByTariff: eurosByTariff && Object.fromEntries(byTariff),
    why: why && whyText(why, words),
  };
}
