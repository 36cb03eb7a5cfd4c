import { MOST_PERIOD_CHARACTERS } from '../../reading/periods.ts';
import type { LaterCounts } from '../../trouble/news.ts';
import { englishNumber, plural } from './numbers.ts';

/** The texts about files of a household's history, in English: for the command line and the settings page. */
export const historyImport = {
  /** What a file is, by its kind: each fits after “a”. */
  kind: {
    enedisCurve: 'load curve of the Enedis account (CSV)',
    enedisIndexes: 'list of daily meter readings of the Enedis account (CSV)',
    enedisSpreadsheet: 'spreadsheet of the Enedis account',
    beginAndEnd: 'load curve with the beginning and the end of each step (CSV, as written by conso-downloader)',
    endStamps: 'load curve with the end of each step (CSV)',
    onePointARow: 'load curve with one point per row (CSV)',
    edfPowers: 'list of mean powers of the EDF account (CSV)',
  } as { readonly [kind: string]: string },
  /** The kind of an import that has only what was given. */
  ofGiven: (kind: string) => `${kind}, of exported energy`,
  /** What a file is of. */
  found: (kind: string, stepsMinutes: readonly number[], prmEnd?: string) =>
    `The file is a ${kind}${stepsMinutes.length === 0 ? '' : `, in steps of ${listed(stepsMinutes.map(String))} min`}${prmEnd === undefined ? '' : `, of the supply point (PRM) that ends in ${prmEnd}`}.`,
  span: (fromMs: number, toMs: number, days: number, energy: Energy) =>
    `${dates(fromMs, toMs - 1)}, and has values for ${plural(days, 'day', 'days')}${energyText(energy)}.`,
  takenAsDrawn: 'Such a file does not say whether energy was drawn or exported: it is taken as drawn.',
  takenAsGiven: 'Such a file does not say whether energy was drawn or exported: it is taken as exported.',
  gaps: (longest: readonly Range[], count: number, inAllMs: number) =>
    count === 1
      ? `Missing in the file: ${longest.map(range).join()} (${length(inAllMs)}).`
      : `Missing in the file: ${englishNumber(count)} gaps, ${length(inAllMs)} in all${count > longest.length ? '. The longest: ' : ': '}${longest.map((gap) => `${range(gap)} (${length(gap.toMs - gap.fromMs)})`).join('; ')}.`,
  repeated: (rows: number) => (rows === 1 ? 'One row repeats another.' : `${englishNumber(rows)} rows repeat others.`),
  contradictory: (rows: number) =>
    `${plural(rows, 'row contradicts', 'rows contradict')} another one of the same time: none of them is used.`,
  empty: (rows: number) => `${plural(rows, 'row has', 'rows have')} no value.`,
  offGrid: (rows: number) => `${plural(rows, 'row is', 'rows are')} off the file’s time grid: not used.`,
  inNoTime: (rows: number) =>
    `${plural(rows, 'row has a time', 'rows have a time')} that does not exist in the night of March when the clocks go forward: not used.`,
  hourOnce: (days: number) =>
    days === 1
      ? 'On the day in October when the clocks go back, the file has the repeated hour only once: it is taken as the first.'
      : `On ${englishNumber(days)} days in October when the clocks go back, the file has the repeated hour only once: it is taken as the first.`,
  estimated: (rows: number) =>
    `${plural(rows, 'value was', 'values were')} estimated by the grid operator, and ${rows === 1 ? 'is' : 'are'} used all the same.`,
  indexWentBack: (days: number) =>
    `On ${plural(days, 'day', 'days')} the meter reading is lower than the day before, as after a change of meter: the energy of ${days === 1 ? 'that day' : 'those days'} is not known.`,
  allNew: 'All of its days are new.',
  noneNew: 'None of its days is new.',
  someNew: (days: number) => `${plural(days, 'day is', 'days are')} new.`,
  own: (days: number) =>
    `On ${days === 1 ? 'one' : englishNumber(days)} of these days the plugin read the meter itself: what it counted stays as it is, and the file only adds what is missing.`,
  importedBefore: (days: number, changed: number) =>
    changed === 0
      ? `For ${plural(days, 'day', 'days')} another file has already been imported, and this one adds nothing to it.`
      : `For ${plural(days, 'day', 'days')} another file has already been imported. This one adds to ${englishNumber(changed)} of them, or has other values: the last import then counts.`,
  unshown: (days: number) =>
    `No energy will be shown for ${plural(days, 'new day', 'new days')}: the plugin was away, and for ${days === 1 ? 'that day' : 'those days'} the file has only a part, or more than the meter counted meanwhile, or a load curve whose tariff periods are unknown, because the prices in the settings have no hours.`,
  known: (id: number) => `All of this has already been imported (number ${id}): there is nothing to do.`,
  otherPrm: (fileEnd: string, meterEnd: string) =>
    `The file belongs to another supply point (PRM) than this meter: its number ends in ${fileEnd}, and that of the meter, or of its earlier imports, in ${meterEnd}. Nothing was imported.`,
  priced: 'Costs will use your saved prices.',
  unpriced: {
    noPrices: 'There will be no costs yet: the settings have no prices for this meter.',
    noPrice: (dayMs: number) =>
      `Some of its energy will have no cost: the settings have no price for ${date(dayMs)} yet.`,
    noPeriod: (dayMs: number, period: string) =>
      `Some of its energy will have no cost: the prices of ${date(dayMs)} have none for the tariff period ${period}.`,
    unknownPeriod: (dayMs: number) =>
      `Some of its energy will have no cost: the tariff periods of ${date(dayMs)} are not known, and the prices of that day have several.`,
    unknownDrawn: (dayMs: number) => `There will be no costs yet: nothing says what was drawn on ${date(dayMs)}.`,
    noHours: (dayMs: number) =>
      `Some of its energy will have no cost: a load curve has no tariff periods, and the prices of ${date(dayMs)} have no hours. Add the hours to the prices in the settings.`,
    noColour: (dayMs: number) =>
      `Some of its energy will have no cost: this version does not know the colour of the Tempo day ${date(dayMs)}, or of the night before.`,
  },
  problem: {
    unknown:
      'This file cannot be imported. What can be: the CSV files and the spreadsheet of the Enedis account, the mean powers of the EDF account (CSV), and load curves from programs that ask Enedis (CSV).',
    empty: 'The file is empty.',
    tooLarge: (mostBytes: number) =>
      `The file has more than ${megabytes(mostBytes)} MB, and no file that can be imported is that large.`,
    tooManyRows: (mostRows: number) =>
      `The file has more than ${englishNumber(mostRows)} rows, and no file of its kind has that many.`,
    tooLargeUnpacked: (mostBytes: number) =>
      `The spreadsheet is larger than any from Enedis, all of which unpack to less than ${megabytes(mostBytes)} MB.`,
    brokenSpreadsheet: 'The spreadsheet is damaged or incomplete: download it again.',
    longText:
      'The spreadsheet has a longer text than any from Enedis. If a spreadsheet program has saved the file, download it again, and leave it as it is.',
    farRow: (line: number) =>
      `Row ${englishNumber(line)} of the spreadsheet is far below all others, which is so in none from Enedis. If a spreadsheet program has saved the file, download it again, and leave it as it is.`,
    badRow: (line: number, text: string) =>
      `Line ${line} is not as it should be in such a file: “${text}”. If a spreadsheet program has saved the file, download it again, and leave it as it is.`,
    periodName: {
      tooLong: (line: number, name: string) =>
        `The name of a tariff period in line ${line} has more than ${MOST_PERIOD_CHARACTERS} characters: “${name}…”. Shorten it in the file.`,
      unprintable: (line: number, name: string) =>
        `The name of a tariff period in line ${line} has invisible characters, such as ESC: “${name}”. Remove them from the file.`,
    },
    truncated: (line: number) => `The file ends in the middle of line ${line}: download it again.`,
    twoMeters: (line: number) =>
      `Line ${line} belongs to another supply point (PRM) than the lines before it. Use a separate file for each meter.`,
    noValues: 'The file has no row with a value.',
    tooSlow: (mostMinutes: number) =>
      `Reading the file took more than ${englishNumber(mostMinutes)} min and was stopped. If this machine is busy, try again later, or import the file in parts.`,
    outOfMemory: 'Reading the file takes too much memory and was stopped. Import the file in parts.',
  },
  /** An import in a list. */
  record: ({ id, firstDayMs, lastDayMs, days, atMs }: RecordTimes, kind: string) =>
    `Number ${id}: ${kind}, from ${date(firstDayMs)} to ${date(lastDayMs)}, ${plural(days, 'day', 'days')}, imported on ${instant(atMs)}`,
  outcome: {
    imported: ({ id, days }: { readonly id: number; readonly days: number }) =>
      `Imported: ${plural(days, 'day', 'days')}, as number ${id}.`,
    known: ({ id }: { readonly id: number }) => `This has already been imported, as number ${id}: nothing was changed.`,
    undone: ({ id, days }: { readonly id: number; readonly days: number }) =>
      `Undone: number ${id}, ${plural(days, 'day', 'days')}. The history is as if the file had never been imported.`,
    forgotten: ({ days, minutes, readings, fromMs, toMs }: LaterCounts) =>
      `Deleted: ${plural(days, 'day', 'days')} later than today, ${plural(minutes, 'minute', 'minutes')} and ${plural(readings, 'reading', 'readings')}, from ${instant(fromMs)} to ${instant(toMs)}. What the meter counted then is counted once, in the first minute with a right date.`,
    nothingLater: 'The history has nothing that is dated later than now: there is nothing to delete.',
    perhapsLate: ({ nowMs, untilMs }: PerhapsLateTimes) =>
      `This machine’s clock says ${instant(nowMs)} (Paris time), and the history goes on from there until ${instant(untilMs)}. Nothing shows that a clock was ahead, so this clock is probably slow: check it (date). Nothing is deleted. If the clock is right, add --yes.`,
    noSuchImport: 'This import no longer exists: nothing was changed.',
    tooMany: (most: number) =>
      `The history has ${englishNumber(most)} imports, and takes no more: undo some of them first. Nothing was changed.`,
    noRoom: (mostMegabytes: number) =>
      `Imports may take ${englishNumber(mostMegabytes)} MB of the history, a quarter of journal.maxMegabytes, and with this one they would take more. Raise journal.maxMegabytes in the settings of the plugin, or undo some imports first. Nothing was changed.`,
    /** @param says a clause or sentences that end with a full stop */
    failed: (says: string) => `The local history cannot be written: ${says} Nothing was changed.`,
    silent: 'The plugin did not answer in time. Try again: what is already done is not done twice.',
    otherVersion:
      'Another version of the plugin is running than this one: restart Homebridge, then try again. Nothing was changed.',
    notAllowed: (owner: string) =>
      `The local history belongs to the user ${owner}, and only that user may change it. Nothing was changed.`,
    held: (holder: string) =>
      `Another program has the local history and accepts no imports (${holder}). Stop it, then try again. Nothing was changed.`,
  },
  /** What only the command line says. */
  command: {
    reading: (percent: number) => `Reading the file: ${percent}%`,
    writing: 'Writing to the local history…',
    notAFile: (path: string) => `${path} is not a file.`,
    refused: (path: string, says: string) => `${path}: ${says} Nothing was changed.`,
    interrupted: 'Interrupted: nothing was written.',
    orGiven: 'If it is exported energy, add --given.',
    notToChoose: 'Such a file says itself whether its energy was drawn or exported: leave out --given.',
    wouldImport: 'Nothing was written (--dry-run).',
    wouldUndo: (record: string) => `This import would be undone: ${record}. Nothing was changed (--dry-run).`,
    toUndo: (command: string) => `To undo it: ${command}`,
    asOwner: (owner: string, command: string) => `Try as that user: sudo -u ${owner} ${command}`,
    imports: (meter: string, record: string) => `${meter}: ${record}`,
    noImports: 'No file has been imported.',
    notImported: (path: string, meter: string) =>
      `What ${path} contains is not imported for the meter ${meter}: there is nothing to undo.`,
    noImportOf: (meter: string) => `No file has been imported for the meter ${meter}: there is nothing to undo.`,
    noMeter: (folder: string) =>
      `There is no meter yet, neither in the local history in ${folder} nor in the settings beside it. Give the name that it has, or will have, in the settings of the plugin: --meter NAME.`,
    whichMeter: (meters: readonly string[]) =>
      `There are several meters: ${meters.join(', ')}. Say which one the file belongs to: --meter NAME.`,
    unknownMeter: (name: string, meters: readonly string[]) =>
      `There is no meter “${name}”. ${meters.length === 1 ? 'There is' : 'There are'}: ${meters.join(', ')}.`,
    givenOfNothing: '--given is for a file: add the FILE.',
    dryRunOfNothing: '--dry-run is for an import: add the FILE, or --undo.',
  },
};

/** Energy in kWh; absent where the file tells nothing of it. */
interface Energy {
  readonly drawn: string | undefined;
  readonly given: string | undefined;
}

/** What the clock says, and until when the history goes, in milliseconds since 1970. */
interface PerhapsLateTimes {
  readonly nowMs: number;
  readonly untilMs: number;
}

/** A span of time, in milliseconds since 1970. */
interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** When an import was made, and the first and the last day that it has, in milliseconds since 1970. */
interface RecordTimes {
  readonly id: number;
  readonly firstDayMs: number;
  readonly lastDayMs: number;
  readonly days: number;
  readonly atMs: number;
}

function energyText({ drawn, given }: Energy): string {
  const parts = [drawn && `${drawn} kWh drawn`, given && `${given} kWh exported`].filter(Boolean);
  return parts.length === 0 ? '' : `: ${parts.join(' and ')}`;
}

function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join() : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}

/** A span of time in Paris: whole days by their dates, another one with one date where it is within a day. */
function range({ fromMs, toMs }: Range): string {
  if (isMidnight(fromMs) && isMidnight(toMs)) {
    const [first, last] = [date(fromMs), date(toMs - 1)];
    return first === last ? first : `${first} to ${last}`;
  }
  const isWithinDay = date(fromMs) === date(toMs);
  return `${instant(fromMs)} to ${isWithinDay ? instant(toMs).slice(-5) : instant(toMs)}`;
}

function isMidnight(ms: number): boolean {
  return instant(ms).endsWith('00:00');
}

/** A length of time: in minutes, in hours, or from a day on in days. */
function length(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const [hours, days] = [Math.floor(minutes / 60), Math.floor(minutes / 1440)];
  if (hours === 0) return `${minutes} min`;
  if (days === 0) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? plural(days, 'day', 'days') : `${plural(days, 'day', 'days')} ${hours % 24} h`;
}

/** The dates of a file, or its only one. */
function dates(firstMs: number, lastMs: number): string {
  const [first, last] = [date(firstMs), date(lastMs)];
  return first === last ? `It is of ${first}` : `It goes from ${first} to ${last}`;
}

/** A date in Paris. */
function date(ms: number): string {
  return new Date(ms).toLocaleString('en-GB', { timeZone: 'Europe/Paris', dateStyle: 'medium' });
}

/** A date and a time in Paris. */
function instant(ms: number): string {
  return new Date(ms).toLocaleString('en-GB', { timeZone: 'Europe/Paris', dateStyle: 'medium', timeStyle: 'short' });
}

function megabytes(bytes: number): string {
  return englishNumber(Math.floor(bytes / 1_000_000));
}
