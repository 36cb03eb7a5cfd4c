import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MeterConfig } from '../config/config.ts';
import type { Unpriced } from '../money/cost.ts';
import type { Price } from '../money/price.ts';
import type { PricedSpan } from '../money/priced-spans.ts';
import { problemText } from '../trouble/words.ts';
import { type JournalSelection, journalPath } from './journal-selection.ts';
import { settingsIn } from './plugin-settings.ts';
import { type Session, UsageError } from './session.ts';
import type { MeterSpans } from './span-formats.ts';

/** The options that determine where the prices come from. */
export interface PriceOptions extends JournalSelection {
  /** A file with the plugin's settings; by default the `config.json` next to the journal. */
  readonly config?: string;
}

/** The prices in a settings file. */
export interface MeterPrices {
  readonly file: string;
  /** The prices of the meter with this slug; empty if there are none. */
  of(meter: string): readonly Price[];
}

/** The settings that decide which prices a meter has. */
const ABOUT_PRICES = /^meters\[\d+\](?:$|\.(?:name|port|prices)\b)/;

/**
 * The prices of the meters, with a remark on each mistake in them.
 * @throws UsageError if there are no settings
 */
export function pricesOfMeters(options: PriceOptions, session: Session): MeterPrices {
  const file = settingsFile(options, session);
  if (options.config === undefined && !existsSync(file)) throw new UsageError(session.texts.cli.usage.noPrices(file));
  const meters = pricedMetersIn(file, session);
  return { file, of: (meter) => meters.find(({ slug }) => slug === meter)?.prices ?? [] };
}

/**
 * The prices in a settings file for a meter that is described elsewhere: those of the meter with its name there, or of the only one.
 * Mistakes in them are remarked on, and so is their absence.
 * @throws UsageError if there are no settings
 */
export function pricesIn(
  file: string,
  { slug, name }: Pick<MeterConfig, 'slug' | 'name'>,
  session: Session,
): readonly Price[] {
  const meters = pricedMetersIn(file, session);
  const [only] = meters.length === 1 ? meters : [];
  const { prices } = meters.find((meter) => meter.slug === slug) ?? only ?? { prices: [] };
  if (prices.length === 0) session.terminal.remark(session.texts.cli.mirror.noPrices(name, file));
  return prices;
}

/**
 * The meters in a settings file, with a remark on each mistake that may be the reason for missing prices.
 * @throws UsageError
 */
function pricedMetersIn(file: string, session: Session): readonly MeterConfig[] {
  const { terminal, texts, language } = session;
  const { config, problems } = settingsIn(file, session, language);
  for (const problem of problems.filter(({ path }) => ABOUT_PRICES.test(path))) {
    terminal.remark(problemText(problem, texts.troubles));
  }
  return config.meters;
}

/**
 * The prices of the meters, for the hours by which a curve from a file is split. They are read on the first call. Neither mistakes nor
 * missing settings are remarked on, as no bill was requested.
 */
export function pricesForHours(options: PriceOptions, session: Session): MeterPrices['of'] {
  let meters: readonly MeterConfig[] | undefined;
  return (meter) => {
    meters ??= metersBeside(options, session);
    return meters.find(({ slug }) => slug === meter)?.prices ?? [];
  };
}

function metersBeside(options: PriceOptions, session: Session): readonly MeterConfig[] {
  try {
    return settingsIn(settingsFile(options, session), session, session.language).config.meters;
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}

/** The settings file: the one that `--config` names, or else the one next to the journal. */
export function settingsFile(options: PriceOptions, session: Session): string {
  return options.config ?? join(dirname(journalPath(options, session)), 'config.json');
}

/** Remarks, once for each meter that has spans without euros, why that is. */
export function remarkUnpriced(
  chapters: readonly MeterSpans<PricedSpan>[],
  { file, of }: MeterPrices,
  { terminal, texts }: Session,
): void {
  const words = texts.cli.history.unpriced;
  for (const { meter, spans } of chapters) {
    const reason = spans.find(({ cost }) => cost?.unpriced)?.cost?.unpriced;
    if (of(meter).length === 0) terminal.remark(words.noPrices(meter, file));
    else if (reason) terminal.remark(reasonText(meter, reason, words));
  }
}

function reasonText(meter: string, reason: Unpriced, words: Session['texts']['cli']['history']['unpriced']): string {
  switch (reason.kind) {
    case 'noPrice':
      return words.noPrice(meter, reason.date);
    case 'noPeriod':
      return words.noPeriod(meter, reason.date, reason.period);
    case 'unknownPeriod':
      return words.unknownPeriod(meter, reason.date);
    case 'unknownDrawn':
      return words.unknownDrawn(meter, reason.date);
    case 'noHours':
      return words.noHours(meter, reason.date);
    case 'noColour':
      return words.noColour(meter, reason.date);
  }
}
