import { MOST_PERIOD_CHARACTERS } from '../../periods.ts';
import type { LaterCounts } from '../../trouble-news.ts';
import { englishNumber, plural } from './numbers.ts';

/** The texts about files of a household's history, in English: for the command line and the settings page. */
export const historyImport = {
  /** What a file is, by its kind: each fits after “a”. */
  kind: {
    enedisCurve: 'load curve of the Enedis account (CSV)',
    enedisIndexes: 'list of daily indexes of the Enedis account (CSV)',
    enedisSpreadsheet: 'spreadsheet of the Enedis account',
    beginAndEnd: 'load curve with the beginning and the end of each step (CSV, as conso-downloader writes it)',
    endStamps: 'load curve with the end of each step (CSV)',
    onePointARow: 'load curve with a point a row (CSV)',
    edfPowers: 'list of mean powers of the EDF account (CSV)',
  } as { readonly [kind: string]: string },
  /** The kind of an import that has only what was given. */
  ofGiven: (kind: string) => `${kind}, of what was given`,
  /** What a file is of. */
  found: (kind: string, stepsMinutes: readonly number[], prmEnd?: string) =>
    `The file is a ${kind}${stepsMinutes.length === 0 ? '' : `, in steps of ${listed(stepsMinutes.map(String))} min`}${prmEnd === undefined ? '' : `, of the supply point (PRM) that ends in ${prmEnd}`}.`,
  span: (fromMs: number, toMs: number, days: number, energy: Energy) =>
    `${dates(fromMs, toMs - 1)}, and has values for ${plural(days, 'day', 'days')}${energyOf(energy)}.`,
  takenAsDrawn: 'Such a file does not tell energy that was drawn from energy that was given: it is taken as drawn.',
  takenAsGiven: 'Such a file does not tell energy that was drawn from energy that was given: it is taken as given.',
  gaps: (longest: readonly Range[], count: number, inAllMs: number) =>
    count === 1
      ? `Something is missing in it: ${longest.map(range).join()} (${length(inAllMs)}).`
      : `Something is missing in it ${englishNumber(count)} times, ${length(inAllMs)} in all${count > longest.length ? '. The longest: ' : ': '}${longest.map((gap) => `${range(gap)} (${length(gap.toMs - gap.fromMs)})`).join('; ')}.`,
  repeated: (rows: number) =>
    rows === 1 ? 'One row only repeats another one.' : `${englishNumber(rows)} rows only repeat other ones.`,
  contradictory: (rows: number) =>
    `${plural(rows, 'row contradicts', 'rows contradict')} another one of the same time: none of them is taken.`,
  empty: (rows: number) => `${plural(rows, 'row has', 'rows have')} no value.`,
  offGrid: (rows: number) =>
    `${plural(rows, 'row has a time', 'rows have a time')} at which no step begins or ends: not taken.`,
  inNoTime: (rows: number) =>
    `${plural(rows, 'row has a time', 'rows have a time')} that the night of March lacks, when the clocks go forward: not taken.`,
  hourOnce: (days: number) =>
    days === 1
      ? 'On the day in October on which the clocks go back, the file has the hour that comes twice once only: it is taken as the first.'
      : `On ${englishNumber(days)} days in October on which the clocks go back, the file has the hour that comes twice once only: it is taken as the first.`,
  estimated: (rows: number) =>
    `${plural(rows, 'value was', 'values were')} estimated by the grid operator, and ${rows === 1 ? 'is' : 'are'} taken all the same.`,
  indexWentBack: (days: number) =>
    `On ${plural(days, 'day', 'days')} the index is lower than the day before, as after an exchange of the meter: the energy of ${days === 1 ? 'that day' : 'those days'} is not known.`,
  allNew: 'All of its days are new.',
  noneNew: 'None of its days is new.',
  someNew: (days: number) => `${plural(days, 'day is', 'days are')} new.`,
  own: (days: number) =>
    `The meter itself was heard on ${days === 1 ? 'one' : englishNumber(days)} of its days: what it counted stays as it is, and the file adds only what the meter lacks.`,
  importedBefore: (days: number, changed: number) =>
    changed === 0
      ? `For ${plural(days, 'day', 'days')} another file was imported before, and this one adds nothing to that.`
      : `For ${plural(days, 'day', 'days')} another file was imported before. This one adds something to ${englishNumber(changed)} of them, or says something else: then what is imported last counts.`,
  unshown: (days: number) =>
    `Of ${plural(days, 'new day', 'new days')} no energy will be shown: the plugin was away, and of ${days === 1 ? 'that day' : 'those days'} the file has only a part, or more than the meter counted meanwhile, or a load curve whose tariff periods are unknown, since the prices in the settings have no hours.`,
  known: (id: number) => `All of this was imported before (number ${id}): there is nothing to do.`,
  otherPrm: (fileEnd: string, meterEnd: string) =>
    `The file is of another supply point (PRM) than this meter: its number ends in ${fileEnd}, and that of the meter, or of what was imported for it before, in ${meterEnd}. Nothing was imported.`,
  priced: 'Its new energy will have euros, by the prices in the settings.',
  unpriced: {
    noPrices: 'Its energy will have no euros yet: there are no prices of this meter in the settings.',
    noPrice: (dayMs: number) =>
      `Some of its energy will have no euros: no price in the settings holds on ${date(dayMs)} yet.`,
    noPeriod: (dayMs: number, period: string) =>
      `Some of its energy will have no euros: the prices that hold on ${date(dayMs)} have none for the tariff period ${period}.`,
    unknownPeriod: (dayMs: number) =>
      `Some of its energy will have no euros: the tariff periods of ${date(dayMs)} are not known, and the prices that hold then have several.`,
    unknownDrawn: (dayMs: number) => `There will be no euros yet: nothing tells what was drawn on ${date(dayMs)}.`,
    noHours: (dayMs: number) =>
      `Some of its energy will have no euros: a load curve knows no tariff period, and the prices that hold on ${date(dayMs)} do not tell the hours of theirs. Add the hours to the prices in the settings.`,
    noColour: (dayMs: number) =>
      `Some of its energy will have no euros: this version does not know the colour of the Tempo day ${date(dayMs)}, or of the night before.`,
  },
  problem: {
    unknown:
      'This is none of the files that can be imported. Those are: the CSV files and the spreadsheet of the Enedis account, the mean powers of the EDF account (CSV), and the load curves that programs write which ask Enedis (CSV).',
    empty: 'The file is empty.',
    tooLarge: (mostBytes: number) =>
      `The file has more than ${megabytes(mostBytes)} MB, and none of those that can be imported is that large.`,
    tooManyRows: (mostRows: number) =>
      `The file has more than ${englishNumber(mostRows)} rows, and none of its kind has so many.`,
    tooLargeUnpacked: (mostBytes: number) =>
      `There is more in the spreadsheet than in any of Enedis, all of which unpack to less than ${megabytes(mostBytes)} MB.`,
    brokenSpreadsheet: 'The spreadsheet is damaged, or not all of it is here: download it again.',
    longText:
      'The spreadsheet has a text that is longer than any in those of Enedis. If a spreadsheet program has saved the file, download it again, and leave it as it is.',
    farRow: (line: number) =>
      `Row ${englishNumber(line)} of the spreadsheet stands far below all others, and none of Enedis has such a one. If a spreadsheet program has saved the file, download it again, and leave it as it is.`,
    badRow: (line: number, text: string) =>
      `Line ${line} is not as such a file has it: “${text}”. If a spreadsheet program has saved the file, download it again, and leave it as it is.`,
    periodName: {
      tooLong: (line: number, name: string) =>
        `Line ${line} gives a tariff period a name of more than ${MOST_PERIOD_CHARACTERS} characters: “${name}…”. Shorten it in the file.`,
      unprintable: (line: number, name: string) =>
        `Line ${line} gives a tariff period a name with characters in it that nobody sees, such as ESC: “${name}”. Remove them from the file.`,
    },
    truncated: (line: number) => `The file ends in the middle of line ${line}: download it again.`,
    twoMeters: (line: number) =>
      `Line ${line} is of another supply point (PRM) than the lines before it. Give each meter a file of its own.`,
    noValues: 'The file has no row with a value.',
    tooSlow: (mostMinutes: number) =>
      `Reading the file took more than ${englishNumber(mostMinutes)} min, and was given up. If this machine has much to do, try again later, or import the file in parts.`,
    outOfMemory: 'Reading the file takes more memory than it may have, and was given up. Import the file in parts.',
  },
  /** An import in a list. */
  record: ({ id, firstDayMs, lastDayMs, days, atMs }: RecordTimes, kind: string) =>
    `Number ${id}: ${kind}, from ${date(firstDayMs)} to ${date(lastDayMs)}, ${plural(days, 'day', 'days')}, imported on ${instant(atMs)}`,
  outcome: {
    imported: ({ id, days }: { readonly id: number; readonly days: number }) =>
      `Imported: ${plural(days, 'day', 'days')}, as number ${id}.`,
    known: ({ id }: { readonly id: number }) => `This was imported before, as number ${id}: nothing was changed.`,
    undone: ({ id, days }: { readonly id: number; readonly days: number }) =>
      `Taken back: number ${id}, ${plural(days, 'day', 'days')}. The history is as if the file had never been imported.`,
    forgotten: ({ days, minutes, readings, fromMs, toMs }: LaterCounts) =>
      `Deleted: ${plural(days, 'day', 'days')} later than today, ${plural(minutes, 'minute', 'minutes')} and ${plural(readings, 'reading', 'readings')}, from ${instant(fromMs)} to ${instant(toMs)}. What the meter counted then is counted once, in the first minute with a right date.`,
    nothingLater: 'The history has nothing that is later than now: there is nothing to delete.',
    perhapsLate: ({ nowMs, untilMs }: PerhapsLateTimes) =>
      `This machine’s clock says ${instant(nowMs)} (time of Paris), and the history goes on from there until ${instant(untilMs)}. Nothing shows that a clock that was ahead has dated that, so this clock is probably late: look at it (date). Nothing is deleted. If the clock is right, add --yes.`,
    noSuchImport: 'This import is not there any more: nothing was changed.',
    tooMany: (most: number) =>
      `The history has ${englishNumber(most)} imports, and takes no more: take some of them back first. Nothing was changed.`,
    noRoom: (mostMegabytes: number) =>
      `Imports may take ${englishNumber(mostMegabytes)} MB of the history, a quarter of journal.maxMegabytes, and with this one they would take more. Raise journal.maxMegabytes in the settings of the plugin, or take some of them back first. Nothing was changed.`,
    /** @param says a clause or sentences that end with a full stop */
    failed: (says: string) => `The history cannot be written: ${says} Nothing was changed.`,
    unanswered:
      'The plugin has not said in time what came of it. Try again: what it has done already is not done twice.',
    notAllowed: 'The history belongs to another user, and only that user and root may change it. Nothing was changed.',
    held: (holder: string) =>
      `Another program has the history and takes no imports (${holder}). Stop it, then try again. Nothing was changed.`,
  },
  /** What only the command line says. */
  command: {
    reading: (percent: number) => `Reading the file: ${percent} %`,
    writing: 'Writing to the history…',
    notAFile: (path: string) => `${path} is not a file.`,
    refused: (path: string, says: string) => `${path}: ${says} Nothing was changed.`,
    interrupted: 'Interrupted: nothing was written.',
    orGiven: 'If it is energy that was given to the grid, add --given.',
    notToChoose: 'Of such a file it is known whether its energy was drawn or given: leave --given out.',
    wouldImport: 'Nothing was written (--dry-run).',
    wouldUndo: (record: string) => `This would be taken back: ${record}. Nothing was changed (--dry-run).`,
    toUndo: (command: string) => `To take it back: ${command}`,
    asRoot: (command: string) => `Try as root: sudo ${command}`,
    imports: (meter: string, record: string) => `${meter}: ${record}`,
    noImports: 'No file has been imported.',
    notImported: (path: string, meter: string) =>
      `What ${path} has is not imported for the meter ${meter}: there is nothing to take back.`,
    noImportOf: (meter: string) => `No file has been imported for the meter ${meter}: there is nothing to take back.`,
    noMeter: (folder: string) =>
      `There is no meter yet, neither in the history in ${folder} nor in the settings beside it. Give the name that it has, or will have, in the settings of the plugin: --meter NAME.`,
    whichMeter: (meters: readonly string[]) =>
      `There are several meters: ${meters.join(', ')}. Say whose history the file is: --meter NAME.`,
    unknownMeter: (name: string, meters: readonly string[]) =>
      `There is no meter “${name}”. ${meters.length === 1 ? 'There is' : 'There are'}: ${meters.join(', ')}.`,
    givenOfNothing: '--given is about a file: give the FILE too.',
    dryRunOfNothing: '--dry-run is about an import: give the FILE too, or --undo.',
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

function energyOf({ drawn, given }: Energy): string {
  const parts = [drawn && `${drawn} kWh drawn`, given && `${given} kWh given`].filter(Boolean);
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
