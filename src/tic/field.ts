import type { PerPhase, Reading } from '../reading.ts';
import { compact } from './layout.ts';

export type Labels = { readonly [label: string]: string };

const ZERO = 0x30;

/** A number from its digits, which decoding has checked; absent where the label is. */
export function numberOf(data: string | undefined): number | undefined {
  return data === undefined ? undefined : numberIn(data);
}

/** `Number` would check the digits again, and take twice as long. */
function numberIn(digits: string): number {
  let number = 0;
  for (let at = 0; at < digits.length; at += 1) number = 10 * number + digits.charCodeAt(at) - ZERO;
  return number;
}

/** A text without its padding; absent where the label is, or when nothing is left. */
export function textOf(data: string | undefined): string | undefined {
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

/**
 * The numbers of those of the `wanted` registers that are there. Only what has changed since the reading `before` is read
 * again, which takes two fifths of the time.
 */
export function registersOf(labels: Labels, wanted: readonly string[], before?: Reading): Reading['registers'] {
  if (before === undefined) return allNumbers(labels, wanted);
  if (labels === before.frame.labels) return before.registers;
  let registers: { [label: string]: number } | undefined;
  for (const label of wanted) {
    const data = labels[label];
    if (data === before.frame.labels[label]) continue;
    registers ??= { ...before.registers };
    if (data === undefined || registers[label] === undefined) return allNumbers(labels, wanted);
    registers[label] = numberIn(data);
  }
  return registers ?? before.registers;
}

function allNumbers(labels: Labels, wanted: readonly string[]): { [label: string]: number } {
  const there = wanted.flatMap((label) => {
    const data = labels[label];
    return data === undefined ? [] : [[label, numberIn(data)] as const];
  });
  return compact(Object.fromEntries(there));
}

/** Whether one of these labels is there. */
export function hasAny(labels: Labels, wanted: readonly string[]): boolean {
  for (const label of wanted) if (labels[label] !== undefined) return true;
  return false;
}
