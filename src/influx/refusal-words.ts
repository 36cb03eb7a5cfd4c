import { fieldNamesOf } from './line-protocol.ts';

/*
 * The words of a refusal show whether it concerns a line or the whole database. All lines of a batch may be refused in the same words
 * because of something that they have in common: a field (`power_va` is in two measurements), the tag of their meter, their time. So words
 * about any of these concern lines.
 */

/** `partial write` comes from a server that has checked and counted each line. */
const ABOUT_LINES =
  /partial write|(?<![a-z])(?:columns?|fields?|types?|tags?|times?|timestamps?|retention)(?![a-z])|(?<![a-z])dropped=/i;

/** Whether a refusal mentions no column, field, type, tag or time, so that it may concern the whole database. */
export function mayBeAboutAll(says: string): boolean {
  return !ABOUT_LINES.test(says);
}

/** A line that was sent on its own, and the words in which it was refused. */
export interface Refusal {
  readonly line: string;
  readonly words: string;
}

/**
 * Whether all of these lines were refused in the same words, and these name none of their fields. Numbers, and what a server quotes of a
 * line (its measurement, its tags, the whole line), are ignored.
 */
export function soundAlike(refusals: readonly Refusal[]): boolean {
  const quoted = new Set(refusals.flatMap(({ line }) => wordsIn(line)));
  const left = refusals.map(({ words }) => wordsIn(words).filter((word) => !quoted.has(word)));
  const [first = ''] = left.map((words) => words.join(' '));
  const namesField = refusals.some(({ line, words }) => namesFieldOf(line, words));
  return first !== '' && !namesField && left.every((words) => words.join(' ') === first);
}

/** In lower case, without words that contain a digit. */
function wordsIn(text: string): readonly string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []).filter((word) => !/\p{N}/u.test(word));
}

/** A field such as `mode` is a word that may occur in any sentence, so only names like `power_va` or `PAPP` count. */
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
