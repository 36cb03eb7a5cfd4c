import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../config/config.ts';
import { slugOf } from '../config/slug.ts';
import type { ReadOnlyJournal } from '../journal/read-only-journal.ts';
import { isJournalAt } from '../journal/readable.ts';
import type { Price } from '../money/price.ts';
import { journalPath, openSelectedJournal } from './journal-selection.ts';
import { type PriceOptions, settingsFile } from './meter-prices.ts';
import { settingsIn } from './plugin-settings.ts';
import { type Session, UsageError } from './session.ts';

/** The options that determine to which meter's history a file is added. */
export interface ImportTarget extends PriceOptions {
  /** The name of the meter, or its slug. */
  readonly meter?: string;
}

/**
 * The journal that the options select; undefined if `--storage` names a folder without a journal, as the plugin that is to get the history
 * may not have run yet.
 * @throws Failure if there is no such folder, or if there is no journal and no folder was named
 */
export function journalIfThere(target: ImportTarget, session: Session): ReadOnlyJournal | undefined {
  const path = journalPath(target, session);
  const isFolder = statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (target.storage !== undefined && isFolder && !isJournalAt(path)) return undefined;
  return openSelectedJournal(target, session);
}

/** The meter that a file's history belongs to, with its settings. */
export interface ImportMeter {
  readonly slug: string;
  readonly prices: readonly Price[];
  /** The size to which the settings limit the journal, if there are settings. */
  readonly maxMegabytes: number | undefined;
}

/**
 * The meter that the options name or, without a name, the only one in the journal and the settings.
 * @throws UsageError if it is ambiguous, or if there is none of that name
 */
export function meterToImport(
  target: ImportTarget,
  archive: ReadOnlyJournal | undefined,
  session: Session,
): ImportMeter {
  const config = settingsBeside(target, session);
  const set = config?.meters ?? [];
  const slug = chosenSlug(target, namesOf(set, archive), session);
  const prices = set.find((one) => one.slug === slug)?.prices ?? [];
  return { slug, prices, maxMegabytes: config?.journal.maxMegabytes };
}

/** The settings that `--config` names, or else those next to the journal. */
export function settingsBeside(target: PriceOptions, session: Session): Config | undefined {
  const file = settingsFile(target, session);
  if (target.config === undefined && !existsSync(file)) return undefined;
  return settingsIn(file, session, session.language).config;
}

/** The names of the meters, by slug. A meter that is not in the settings has only its slug. */
function namesOf(set: Config['meters'], archive: ReadOnlyJournal | undefined): ReadonlyMap<string, string> {
  const heard = (archive?.meters ?? []).map((slug) => [slug, slug] as const);
  return new Map([...heard, ...set.map(({ slug, name }) => [slug, name] as const)]);
}

function chosenSlug(target: ImportTarget, names: ReadonlyMap<string, string>, session: Session): string {
  const words = session.texts.historyImport.command;
  const listed = [...names.values()].toSorted();
  if (target.meter !== undefined) {
    const slug = slugOf(target.meter);
    if (names.size > 0 && !names.has(slug)) throw new UsageError(words.unknownMeter(target.meter, listed));
    return slug;
  }
  const [only, ...others] = names.keys();
  if (only === undefined) throw new UsageError(words.noMeter(dirname(journalPath(target, session))));
  if (others.length > 0) throw new UsageError(words.whichMeter(listed));
  return only;
}
