import { beginningOfDay, dayOfDate } from '../base/paris-time.ts';
import { hidesDirection } from '../history-files/hidden-direction.ts';
import type { FileProblem } from '../history-files/history-file.ts';
import type { ImportRecord } from '../journal/imports.ts';
import type { Texts } from '../texts/texts.ts';
import type { DeliveryOutcome } from './deliver.ts';
import type { Examination } from './examine.ts';
import { GIVEN } from './new-import.ts';

type Words = Texts['historyImport'];

/** How many gaps of a file are listed individually. */
const MOST_GAPS = 3;
/** How many digits of a supply point's number are shown: enough to distinguish two of them, too few to be misused. */
const SHOWN_DIGITS = 4;

/** What was found in a file, and what an import would change: sentences in reading order. */
export function examinationWords(
  found: Examination,
  texts: Pick<Texts, 'historyImport' | 'number'>,
): readonly string[] {
  const words = texts.historyImport;
  const { kind, prm, facts, days, energyWh, givenWh } = found;
  const kWh = (wh: number | undefined) => (wh === undefined ? undefined : texts.number(wh / 1000, 3));
  return [
    words.found(kindName(kind, words), facts.stepsMinutes, prm && shownPrm(prm)),
    words.span(facts.fromMs, facts.toMs, days, { drawn: kWh(energyWh), given: kWh(givenWh) }),
    ...(hidesDirection(kind) ? [givenWh === undefined ? words.takenAsDrawn : words.takenAsGiven] : []),
    ...factWords(found, words),
    ...comparisonWords(found, words),
  ];
}

/** The last digits of a supply point's number. */
export function shownPrm(prm: string): string {
  return prm.slice(-SHOWN_DIGITS);
}

/** Whether an import would be useful: it has days, was not imported before, and is not for another supply point. */
export function canImport({ days, knownAs, otherPrm }: Examination): boolean {
  return days > 0 && knownAs === undefined && otherPrm === undefined;
}

/** What is missing in the file, and which of its rows were not used as they are. */
function factWords({ facts }: Examination, words: Words): readonly string[] {
  const { gaps } = facts;
  const longest = gaps.toSorted((a, b) => lengthOf(b) - lengthOf(a)).slice(0, MOST_GAPS);
  const inAllMs = gaps.reduce((sum, gap) => sum + lengthOf(gap), 0);
  const counted = ['repeated', 'contradictory', 'empty', 'offGrid', 'inNoTime', 'hourOnce', 'estimated'] as const;
  return [
    ...(gaps.length === 0
      ? []
      : [
          words.gaps(
            longest.toSorted((a, b) => a.fromMs - b.fromMs),
            gaps.length,
            inAllMs,
          ),
        ]),
    ...[...counted, 'indexWentBack' as const].flatMap((fact) => (facts[fact] === 0 ? [] : words[fact](facts[fact]))),
  ];
}

function lengthOf({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): number {
  return toMs - fromMs;
}

function comparisonWords(found: Examination, words: Words): readonly string[] {
  const { prm, otherPrm, knownAs, ownDays, importedDays, changedDays, unshownDays, euros } = found;
  if (prm !== undefined && otherPrm !== undefined) return [words.otherPrm(shownPrm(prm), shownPrm(otherPrm))];
  if (knownAs !== undefined) return [words.known(knownAs)];
  return [
    ...newDaysWords(found, words),
    ...(ownDays === 0 ? [] : [words.own(ownDays)]),
    ...(importedDays === 0 ? [] : [words.importedBefore(importedDays, changedDays)]),
    ...(unshownDays === 0 ? [] : [words.unshown(unshownDays)]),
    ...(euros === undefined ? [] : [eurosWords(euros, words)]),
  ];
}

/** If the file only adds to days of another import, that is stated by another sentence, so "no new days" is left out. */
function newDaysWords({ days, newDays, changedDays }: Examination, words: Words): readonly string[] {
  if (newDays === days) return [words.allNew];
  if (newDays > 0) return [words.someNew(newDays)];
  return changedDays > 0 ? [] : [words.noneNew];
}

function eurosWords(euros: NonNullable<Examination['euros']>, words: Words): string {
  switch (euros.kind) {
    case 'priced':
      return words.priced;
    case 'noPrices':
      return words.unpriced.noPrices;
    case 'noPeriod':
      return words.unpriced.noPeriod(beginningOf(euros.date), euros.period);
    default:
      return words.unpriced[euros.kind](beginningOf(euros.date));
  }
}

/** @param date as returned by `dateOf`, such as `2026-01-31` */
function beginningOf(date: string): number {
  return beginningOfDay(dayOfDate(date) ?? Number.NaN);
}

/** Why a file cannot be read, in a sentence. */
export function problemWords(problem: FileProblem, { problem: words }: Words): string {
  switch (problem.kind) {
    case 'tooLarge':
    case 'tooLargeUnpacked':
      return words[problem.kind](problem.mostBytes);
    case 'tooManyRows':
      return words.tooManyRows(problem.mostRows);
    case 'tooSlow':
      return words.tooSlow(problem.mostMinutes);
    case 'badRow':
      return words.badRow(problem.line, problem.text);
    case 'periodName':
      return words.periodName[problem.fault](problem.line, problem.text);
    case 'truncated':
    case 'twoMeters':
    case 'farRow':
      return words[problem.kind](problem.line);
    default:
      return words[problem.kind];
  }
}

/** The outcome of an import, or of undoing one, in sentences; if nothing was done, with the reason and the remedy. */
export function outcomeWords(outcome: DeliveryOutcome, { outcome: words }: Words): string {
  switch (outcome.kind) {
    case 'imported':
    case 'known':
    case 'undone':
      return words[outcome.kind](outcome.record);
    case 'forgotten':
      return words.forgotten(outcome);
    case 'perhapsLate':
      return words.perhapsLate(outcome);
    case 'tooMany':
      return words.tooMany(outcome.most);
    case 'noRoom':
      return words.noRoom(outcome.mostMegabytes);
    case 'failed':
      return words.failed(outcome.says);
    case 'held':
      return words.held(outcome.holder);
    case 'notAllowed':
      return words.notAllowed(outcome.owner);
    default:
      return words[outcome.kind];
  }
}

/** An import in a list: its number, kind and days, and when it was imported. */
export function recordWords({ firstDay, lastDay, ...record }: ImportRecord, words: Words): string {
  const times = { firstDayMs: beginningOfDay(firstDay), lastDayMs: beginningOfDay(lastDay) };
  return words.record({ ...record, ...times }, kindName(record.kind, words));
}

/** @param kind of a file, or of an import */
function kindName(kind: string, words: Words): string {
  const name = words.kind[kind];
  if (name !== undefined || !kind.endsWith(GIVEN)) return name ?? kind;
  return words.ofGiven(kindName(kind.slice(0, -GIVEN.length), words));
}
