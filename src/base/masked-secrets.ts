import { type DecodedText, decodings, skeletons, withoutPartialEscape } from './decoded-text.ts';
import { inOneLine } from './printable.ts';

/** Shorter secrets occur in any text by chance: masking them would garble the text, and so reveal them. */
const LEAST_MASKED = 4;

/** The user and the password in an address. */
const USER_IN_ADDRESS = /(?<!\\)\\*\/\\*\/[^/@\s]*@/g;

/**
 * Returns a function that makes a text of the other side fit to be shown: in one line, without characters that control a terminal, and with
 * `***` in place of each of these secrets of four characters or more, and of the user in any address. It recognises a secret as it is,
 * escaped as in JSON, HTML, a URL or a form, also if these are nested, and with escape sequences or control characters between its
 * characters.
 * Only texts of the other side are masked, never a whole sentence of ours: many passwords are words that our sentences need, such as the
 * name of a database.
 */
export function maskOf(secrets: readonly string[]): (text: string, isCut?: boolean) => string {
  const searches = secrets.filter(({ length }) => length >= LEAST_MASKED).map(searchFor);
  return (text, isCut = false) => inOneLine(withoutSecrets(text, searches, isCut)).replace(USER_IN_ADDRESS, '//***@');
}

/** How to search for one secret. */
interface Search {
  /** The forms of a text that are compared. */
  readonly views: (decoding: DecodedText) => readonly DecodedText[];
  /** The strings to look for in them. */
  readonly forms: readonly string[];
}

/**
 * Skeletons are compared, including those of a secret that itself looks escaped (`a%41b`). A secret that consists almost only of
 * backslashes and whitespace has no skeleton: it is searched for as it is, and as escaped in JSON and in a form.
 */
function searchFor(secret: string): Search {
  const forms = decodings(secret)
    .flatMap(skeletons)
    .map(({ text }) => text);
  if ((forms[0]?.length ?? 0) >= LEAST_MASKED)
    return { views: skeletons, forms: [...new Set(forms)].filter(({ length }) => length >= LEAST_MASKED) };
  const inForm = new URLSearchParams({ '': secret }).toString().slice(1);
  return { views: (decoding) => [decoding], forms: [secret, JSON.stringify(secret).slice(1, -1), inForm] };
}

/** The position of a secret in a text. */
interface Place {
  readonly from: number;
  readonly to: number;
}

/** @param isCut whether the text may have been cut off in the middle of a secret */
function withoutSecrets(text: string, secrets: readonly Search[], isCut: boolean): string {
  let shown = '';
  let shownTo = 0;
  for (const place of placesOf(secrets, text, isCut).toSorted((a, b) => a.from - b.from)) {
    const { from, to } = withNeighbours(text, place);
    if (from >= shownTo) shown += `${text.slice(shownTo, from)}***`;
    shownTo = Math.max(shownTo, to);
  }
  return shown + text.slice(shownTo);
}

function placesOf(secrets: readonly Search[], text: string, isCut: boolean): readonly Place[] {
  const whole = decodings(text);
  const cut = isCut ? [...whole, ...whole.map(withoutPartialEscape)] : [];
  return secrets.flatMap(({ views, forms }) => [
    ...whole.flatMap(views).flatMap((view) => forms.flatMap((form) => placesIn(view, form))),
    ...cut.flatMap(views).flatMap((view) => forms.flatMap((form) => placesAtEnd(view, form))),
  ]);
}

function placesIn(view: DecodedText, form: string): readonly Place[] {
  const places: Place[] = [];
  for (let at = view.text.indexOf(form); at >= 0; at = view.text.indexOf(form, at + 1)) {
    places.push({ from: view.from[at] ?? 0, to: view.to[at + form.length - 1] ?? 0 });
  }
  return places;
}

/** The position of a secret that is cut off by the end of the text, if there is one. */
function placesAtEnd({ text, from }: DecodedText, form: string): readonly Place[] {
  for (let length = Math.min(form.length, text.length); length >= LEAST_MASKED; length -= 1)
    if (text.endsWith(form.slice(0, length))) return [{ from: from[text.length - length] ?? 0, to: Infinity }];
  return [];
}

/** Includes adjacent backslashes and `+`, which a skeleton does not have. */
function withNeighbours(text: string, { from, to }: Place): Place {
  let [start, end] = [from, to];
  while (isSkipped(text[start - 1])) start -= 1;
  while (isSkipped(text[end])) end += 1;
  return { from: start, to: end };
}

function isSkipped(character: string | undefined): boolean {
  return character === '\\' || character === '+';
}
