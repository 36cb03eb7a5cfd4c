import type { PerPhase, Reading } from '../reading.ts';
import { numberIn } from './form.ts';
import { fastToCopy } from './frame.ts';

export type Labels = { readonly [label: string]: string };

/** A number from its digits, which decoding has checked; absent where the label is. */
export function numberOf(data: string | undefined): number | undefined {
  return data === undefined ? undefined : numberIn(data);
}

/** A text without its padding; absent where the label is, or when nothing is left. */
export function trimmedText(data: string | undefined): string | undefined {
  return data?.trim() || undefined;
}

/** The values of three labels, one a phase; absent when none is there. */
export function perPhase(one?: string, two?: string, three?: string): PerPhase | undefined {
  if (two === undefined && three === undefined) return one === undefined ? undefined : { 1: numberIn(one) };
  // A literal: to add the phases one by one takes five times as long.
  if (one !== undefined && two !== undefined && three !== undefined)
    return { 1: numberIn(one), 2: numberIn(two), 3: numberIn(three) };
  return {
    ...(one !== undefined && { 1: numberIn(one) }),
    ...(two !== undefined && { 2: numberIn(two) }),
    ...(three !== undefined && { 3: numberIn(three) }),
  };
}

/** What the registers of a meter may be. */
export interface Registers {
  readonly names: readonly string[];
  /** Their texts, each named in the code: to look names up that stand in a list takes five times as long. */
  readonly textsIn: (labels: Labels) => readonly (string | undefined)[];
}

/** Their names are found by asking once for the texts of labels each of which says its own name. */
export function registersFrom(textsIn: Registers['textsIn']): Registers {
  const named: Labels = new Proxy({}, { get: (_, name) => name });
  return { names: textsIn(named).map(String), textsIn };
}

/** The numbers of the registers that are there. Only what has changed since the reading `before` is read again. */
export function registersOf(labels: Labels, { names, textsIn }: Registers, before?: Reading): Reading['registers'] {
  if (labels === before?.frame.labels) return before.registers;
  const texts = textsIn(labels);
  if (before === undefined) return allNumbers(texts, names);
  const last = textsIn(before.frame.labels);
  let numbers: { [label: string]: number } | undefined;
  for (let at = 0; at < texts.length; at += 1) {
    const [text, name] = [texts[at], names[at] as string];
    if (text === last[at]) continue;
    numbers ??= { ...before.registers };
    if (text === undefined || numbers[name] === undefined) return allNumbers(texts, names);
    numbers[name] = numberIn(text);
  }
  return numbers ?? before.registers;
}

function allNumbers(texts: readonly (string | undefined)[], names: readonly string[]): { [label: string]: number } {
  const there = texts.flatMap((text, at) => (text === undefined ? [] : [[names[at], numberIn(text)] as const]));
  return fastToCopy(Object.fromEntries(there));
}

/** A Reading that is being made: what a frame says is put into it, word by word. */
export type ReadingDraft = { -readonly [W in keyof Reading]: Reading[W] };
