import type { Language } from '../src/texts/languages.ts';
import { HOLE, textsIn } from './text-patterns.ts';

/** As the page writes dates. */
const LOCALES: { readonly [L in Language]: string } = { en: 'en-GB', fr: 'fr-FR' };
/** The texts of a language, in which a line can be looked up as a user sees it. */
export interface KnownTexts {
  /**
   * Whether a line is one of the texts, or is made of texts and data: what a text is given must be a text or data, too. The case of
   * letters does not count, since names are capitalised at the beginning of a line.
   */
  has(line: string): boolean;
}

/**
 * @param tables texts as `src/texts` has them: strings, and functions that give one, in objects
 * @param names data that has no shape of its own, such as the names of meters
 */
export function knownTexts(language: Language, tables: readonly unknown[], names: readonly string[]): KnownTexts {
  const data = dataIn(language, names);
  const texts = [...new Set(tables.flatMap((table) => [...textsIn(table, data)]))].map((text) => text.toLowerCase());
  const whole = new Set(texts.filter((text) => !text.includes(HOLE)));
  const patterns = texts.map((text) => text.split(HOLE)).filter((parts) => parts.length > 1 && parts.join('').trim());
  const seen = new Map<string, boolean>();
  const isData = new RegExp(`^(?:${data})$`);
  return { has: (line) => isKnown(line.toLowerCase()) };

  function isKnown(text: string): boolean {
    const known = seen.get(text);
    if (known !== undefined) return known;
    seen.set(text, false);
    const found = isData.test(text) || whole.has(text) || patterns.some((parts) => fits(parts, text)) || isJoined(text);
    seen.set(text, found);
    return found;
  }

  /** Whether a text begins with the first part, ends with the last one, and has something known between each two. */
  function fits([first = '', ...rest]: readonly string[], text: string): boolean {
    if (!text.startsWith(first)) return false;
    const [next, ...others] = rest;
    const left = text.slice(first.length);
    if (next === undefined) return left === '';
    if (others.length === 0) return left.endsWith(next) && isGiven(left.slice(0, left.length - next.length));
    for (let at = left.indexOf(next); at >= 0; at = left.indexOf(next, at + 1)) {
      if (fits([next, ...others], left.slice(at)) && isGiven(left.slice(0, at))) return true;
    }
    return false;
  }

  function isGiven(text: string): boolean {
    return text === '' || isKnown(text.trim());
  }

  /** The page puts texts into one line: as a list, as sentences, or beside a number. */
  function isJoined(text: string): boolean {
    const [, name, inside] = /^([^(]+) \((.+)\)$/.exec(text) ?? [];
    if (name !== undefined && inside !== undefined && isKnown(name) && isKnown(inside)) return true;
    for (const { index, 0: between } of text.matchAll(/ · |, | /g)) {
      const [before, after] = [text.slice(0, index), text.slice(index + between.length)];
      const isList = between !== ' ' || /[.!?]$/.test(before) || after.startsWith('(');
      if ((isList || isData.test(before) || isData.test(after)) && isKnown(before) && isKnown(after)) return true;
    }
    return false;
  }
}

/** Data as the page writes it, as the source of an expression, in small letters. */
function dataIn(language: Language, names: readonly string[]): string {
  const calendar = ['long', 'short'] as const;
  const months = calendar.flatMap((month) => twelve((at) => format(language, { month }, Date.UTC(2026, at, 15))));
  const weekdays = calendar.flatMap((weekday) =>
    twelve((at) => format(language, { weekday }, Date.UTC(2026, 0, at + 1))),
  );
  const dayWord = [...new Set([...months, ...weekdays])].map(escaped).join('|');
  const number = '[−+±]?€?\\d+(?:[.,\\u00a0\\u202f ]?\\d+)*';
  const unit = 'va|w|wh|kwh|kva|a|v|€|c€|%|mb|mo|s|min|h|j|d';
  const length = '(?:seconds?|minutes?|hours?|days?|hrs?|mins?|secondes?|heures?|jours?)\\.?';
  return [
    `${number}(?:[\\u00a0\\u202f ]?(?:${unit}|${length}))?`,
    `(?:${number}[\\u00a0\\u202f ](?:${length}|h|min) ?)+`,
    `(?:≈ )?${number}[\\u00a0\\u202f ]w(?:[\\u00a0 ]±[\\u00a0 ]\\d+)?`,
    '\\d{1,2}:\\d\\d(?:[–-]\\d{1,2}:\\d\\d)?',
    `(?:(?:${dayWord}|1er|\\d{1,4})[ \\u00a0\\u2009,]*[–-]?[ \\u2009]*)+`,
    '[‹›✕–]',
    ...names.map((name) => escaped(name.toLowerCase())),
  ].join('|');
}

function twelve<T>(at: (index: number) => T): readonly T[] {
  return Array.from({ length: 12 }, (_, index) => at(index));
}

function format(language: Language, options: Intl.DateTimeFormatOptions, atMs: number): string {
  return new Intl.DateTimeFormat(LOCALES[language], { ...options, timeZone: 'UTC' }).format(atMs).toLowerCase();
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
