import { fieldNamesOf } from './line-protocol.ts';

/*
 * What a refusal says tells whether it is about a line or about the whole database. All lines of a batch may be refused in
 * the same words for what they have in common: a field (`power_va` stands in two measurements), the tag of their meter,
 * their time. So words about any of these are about lines.
 */

/** `partial write` comes from a server that has looked at each line, and counted. */
const ABOUT_LINES =
  /partial write|(?<![a-z])(?:columns?|fields?|types?|tags?|times?|timestamps?|retention)(?![a-z])|(?<![a-z])dropped=/i;

/** Whether a refusal says nothing of a column, field, type, tag or time, so that it may be about the whole database. */
export function mayBeAboutAll(says: string): boolean {
  return !ABOUT_LINES.test(says);
}

/** A line that was sent alone, and the words in which it was refused. */
export interface Refusal {
  readonly line: string;
  readonly words: string;
}

/**
 * Whether all of these lines were refused in the same words, and these name no field of theirs. Numbers, and what a server
 * quotes of a line (its measurement, its tags, the whole line), are left out.
 */
export function soundAlike(refusals: readonly Refusal[]): boolean {
  const quoted = new Set(refusals.flatMap(({ line }) => wordsIn(line)));
  const left = refusals.map(({ words }) => wordsIn(words).filter((word) => !quoted.has(word)));
  const [first = ''] = left.map((words) => words.join(' '));
  const namesField = refusals.some(({ line, words }) => namesFieldOf(line, words));
  return first !== '' && !namesField && left.every((words) => words.join(' ') === first);
}

/** In lower case, without those that have a digit. */
function wordsIn(text: string): readonly string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []).filter((word) => !/\p{N}/u.test(word));
}

/** A field such as `mode` is a word that stands in any sentence: only `power_va`, `PAPP` and the like count. */
function namesFieldOf(line: string, words: string): boolean {
  const escaped = JSON.stringify(line).slice(1, -1);
  const named = new Set(
    words
      .replaceAll(line, '')
      .replaceAll(escaped, '')
      .split(/[^\w@+-]+/),
  );
  return fieldNamesOf(line).some((name) => /[^a-z]/.test(name) && named.has(name));
}
